//! docs/running.md: the balancer before two nodes, and the bounds of what strangers can make the server spend.

use std::time::Duration;

use sila::web::Timeouts;

use super::{block, load, page};

/// The lines of each section of a balancer's configuration, under the section's first line.
fn sections(text: &str) -> Vec<(&str, Vec<&str>)> {
    let mut sections: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in text.lines().map(|line| line.split('#').next().unwrap().trim_end()) {
        match line.strip_prefix("    ") {
            Some(line) => sections.last_mut().unwrap().1.push(line.trim()),
            None if line.is_empty() => {}
            None => sections.push((line, Vec::new())),
        }
    }
    sections
}

#[test]
fn the_balancer_leaves_a_node_that_hangs_and_keeps_connections_as_long_as_a_node_does() {
    let page = page("docs/running.md");
    let sections = sections(block(&page, "# /etc/haproxy/haproxy.cfg\n"));
    let config = load(block(&page, "# /etc/sila/sila.toml\n"));
    let (_, defaults) = sections.iter().find(|(name, _)| *name == "defaults").unwrap();
    let timeout = |what: &str| {
        let begin = format!("timeout {what} ");
        let found = defaults.iter().find_map(|line| line.strip_prefix(&begin)).unwrap();
        Duration::from_secs(found.trim().strip_suffix('s').unwrap().parse().unwrap())
    };
    // Twice that and the connecting is less than the provider's 15 s.
    assert_eq!(timeout("server"), Duration::from_secs(4));
    let own = Timeouts::default();
    assert_eq!(timeout("http-request"), own.head);
    // Whoever is in front of it keeps connections for 60 s, and asks on one that it closes then.
    assert_eq!(timeout("http-keep-alive"), own.idle);
    assert!(timeout("client") > timeout("http-keep-alive"));
    let backends: Vec<_> =
        sections.iter().filter(|(name, _)| name.starts_with("backend ")).collect();
    assert_eq!(backends.len(), 2);
    let health = format!("check port {}", config.ops_listen.unwrap().port());
    for (name, lines) in backends {
        let retry = lines.iter().find_map(|line| line.strip_prefix("retry-on ")).unwrap();
        for failure in ["conn-failure", "empty-response", "response-timeout"] {
            assert!(retry.split(' ').any(|one| one == failure), "{name}: {retry}");
        }
        let servers: Vec<_> = lines.iter().filter(|line| line.starts_with("server ")).collect();
        assert_eq!(servers.len(), 2, "{name}");
        assert!(servers.iter().all(|server| server.contains(&health)), "{name}: {servers:?}");
    }
}

/// The cells of the table of bounds: what, the bound, the metric, the alarm.
fn bounds(page: &str) -> Vec<[&str; 4]> {
    let (_, rest) = page.split_once("\n| what | bound | metric | alarm |\n").unwrap();
    let rows = rest.lines().skip(1).map_while(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    rows.map(|row| row.split(" | ").collect::<Vec<_>>().try_into().unwrap()).collect()
}

#[test]
fn every_bound_has_a_metric_that_there_is_and_an_alarm() {
    let page = page("docs/running.md");
    let metrics = crate::docs::page("src/metrics.rs");
    let bounds = bounds(&page);
    assert!(bounds.len() > 15);
    for [what, bound, metric, alarm] in bounds {
        assert!(!bound.trim().is_empty() && !alarm.trim().is_empty(), "{what}");
        let named: Vec<_> = metric.split('`').skip(1).step_by(2).collect();
        assert!(named.iter().any(|name| name.starts_with("sila_")), "{what}: {metric}");
        for name in named.iter().filter(|name| name.starts_with("sila_")) {
            let name = name.split('{').next().unwrap();
            assert!(metrics.contains(&format!(" {name} ")), "{what}: there is no {name}");
        }
    }
}

#[test]
fn the_times_of_a_connection_are_those_that_the_table_tells() {
    let page = page("docs/running.md");
    let bounds = bounds(&page);
    let seconds = |begin: &str| -> u64 {
        let [_, bound, ..] = bounds.iter().find(|[what, ..]| what.starts_with(begin)).unwrap();
        bound.split(' ').next().unwrap().parse().unwrap()
    };
    let own = Timeouts::default();
    assert_eq!(seconds("a request's head"), own.head.as_secs());
    assert_eq!(seconds("a connection between two requests"), own.idle.as_secs());
    assert_eq!(seconds("an answer that is not taken"), own.write.as_secs());
    // Who takes longer for a head than this holds places for others; who closes before a balancer loses its requests.
    assert!(own.head <= Duration::from_secs(5) && own.idle > Duration::from_mins(1));
}

#[test]
fn health_has_room_of_its_own_wherever_it_is_shown() {
    let page = page("docs/running.md");
    let one = block(&page, "# sila.toml\n");
    let one: Vec<&str> = one.lines().map(str::trim_start).collect();
    for shown in [one.join("\n").as_str(), block(&page, "# /etc/sila/sila.toml\n")] {
        assert!(load(shown).ops_listen.is_some(), "{shown}");
    }
}
