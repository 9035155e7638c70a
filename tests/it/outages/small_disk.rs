//! A node's own disk is really full: a file system of some hundred kilobytes.

use sila::store::sqlite::SqliteOptions;
use sila::store::{Database, Location, PostgresUrl};

use super::binary::Site;
use super::load::{Load, origin};
use crate::hostile::counted;
use crate::postgres::Cluster;
use crate::small_disk;
use crate::test_server::TOKEN;
use crate::wait::eventually;

#[tokio::test]
async fn a_full_disk_stops_no_call_and_is_used_again_when_there_is_room() {
    if !small_disk::may_be_had("a server on a full disk").await {
        return;
    }
    let cluster = Cluster::start().await;
    let url = cluster.database().await;
    let config = format!(
        "data_dir = '{}'\npublic_url = '{}'\ndatabase_url = '{url}'\n\
         [[line]]\nname = 'main'\nauth.auth_token_env = 'TOKEN'",
        small_disk::FOLDER,
        origin()
    );
    let site = Site::new(&config, &[("TOKEN", TOKEN)]);
    std::fs::create_dir(site.path(small_disk::FOLDER)).unwrap();
    let server = site.start_with(&small_disk::STARTER).await;
    let mut callers = Load::on(vec![site.address]).await;
    callers.turns(200).await;
    callers.during(cluster.stop()).await;
    let wait_for = async |wanted: u16| {
        eventually(&format!("ready: {wanted}"), async || {
            let (status, text) = site.ready().await;
            (status == wanted).then_some(text)
        })
        .await
    };
    let full = callers.during(wait_for(503)).await;
    assert!(full.contains("The disk is full"), "{full}");
    callers.turns(500).await;
    callers.during(cluster.start_again()).await;
    let location = Location::Postgres(PostgresUrl::parse(&url).unwrap());
    let store = Database::existing(&location, &SqliteOptions::default()).await.unwrap();
    let lost = callers.count_lost(&store, async {
        wait_for(200).await;
        site.carried().await;
    });
    let lost = lost.await;
    // A turn that was asked for twice may be among them twice.
    let said = counted(&site, "sila_records_lost_total").await;
    assert!(lost <= said, "{lost} are missing, and {said} are said to be");

    // What is answered from then on is all there.
    let mut callers = Load::on(vec![site.address]).await;
    callers.turns(1500).await;
    callers.check(&store, site.carried()).await;
    server.kill().await;
}
