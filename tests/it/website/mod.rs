//! The public website: whole pages, as readers, search engines and programs get them.

mod crawl;
mod data;
mod engine;
mod exports;
mod feed;
mod files;
mod messages;
mod opinions;
mod pages;
mod questions;
mod unheard;

use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use crate::test_server::TestServer;

/// A server with the shipped menus and a number to call.
pub async fn site() -> TestServer {
    TestServer::with(|config| {
        config.website.telephone = Some("+973 1700 0000".to_owned());
    })
    .await
}

/// What is at a path; redirects are not followed.
pub async fn get(server: &TestServer, path: &str) -> Response {
    get_with(server, path, &[]).await
}

/// The same, with headers.
pub async fn get_with(server: &TestServer, path: &str, headers: &[(&str, &str)]) -> Response {
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    let request = headers
        .iter()
        .fold(client.get(server.url(path)), |request, (name, value)| request.header(*name, *value));
    request.send().await.unwrap()
}

/// The response to a form; redirects are not followed.
pub async fn post(server: &TestServer, path: &str, fields: &[(&str, &str)]) -> Response {
    post_with(server, path, fields, &[]).await
}

/// The same, with headers.
pub async fn post_with(
    server: &TestServer,
    path: &str,
    fields: &[(&str, &str)],
    headers: &[(&str, &str)],
) -> Response {
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = client
        .post(server.url(path))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    let with_headers =
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    with_headers.send().await.unwrap()
}

/// The text of a page that is there.
pub async fn page(server: &TestServer, path: &str) -> String {
    let response = get(server, path).await;
    assert_eq!(response.status(), 200, "{path}");
    response.text().await.unwrap()
}

/// A header as text; empty where it is not there.
pub fn header(response: &Response, name: &str) -> String {
    let value = response.headers().get(name);
    value.map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
}

/// The values of an attribute in a page.
pub fn attributes<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    let opening = format!(" {name}=\"");
    page.split(opening.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// A text as it stands in a page.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&#38;")
        .replace('<', "&#60;")
        .replace('>', "&#62;")
        .replace('"', "&#34;")
        .replace('\'', "&#39;")
}
