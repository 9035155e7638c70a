//! The program as an operator meets it: each command's output whole, as it is printed.

mod audit;
mod call;
mod calls;
mod counts;
mod desk;
mod editions;
mod files;
mod help;
mod hours;
mod inquiries;
mod keeping;
mod keyboard;
mod notices;
mod operators;
mod output;
mod preflight;
mod recordings;
mod sandbox;
mod serve;
mod texts;
mod translations;
mod unheard;
mod useful;
mod website;
