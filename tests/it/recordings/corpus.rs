//! Files of every kind that ffmpeg and sox write: each is taken whole, or refused for the true reason.

mod cut;
mod headers;
mod joined;
mod kinds;
mod studio;
