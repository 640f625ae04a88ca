//! A PostgreSQL server of the tests' own, from the system's package: on a
//! socket in a temporary folder, without TCP, gone with the test binary
//! however that ends.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use postgres::{Client, NoTls};

/// Starts the server, says so, and waits for the end of its input: the test
/// binary holds the other end, and the system closes it when that binary ends.
const GUARD: &str = r#"
exec 2>&1
trap '' INT
bin=$1; dir=$2; more=$3
if [ "$(id -u)" = 0 ]; then
  chown -R postgres "$dir"
  as="setpriv --reuid=postgres --regid=postgres --clear-groups"
fi
cd "$dir"
$as "$bin/initdb" -D "$dir/db" -U station -A trust -N --locale=C --encoding=UTF8 >"$dir/init" &&
$as "$bin/pg_ctl" -D "$dir/db" -w -l "$dir/log" -o "-k '$dir' -F \
  -c listen_addresses='' -c full_page_writes=off -c synchronous_commit=off \
  -c max_connections=200 -c shared_buffers=32MB $more" start </dev/null >"$dir/start" &&
echo ready || { cat "$dir/init" "$dir/log" "$dir/start"; rm -rf "$dir"; exit 1; }
cat >/dev/null
$as "$bin/pg_ctl" -D "$dir/db" -m immediate -w stop >/dev/null
rm -rf "$dir"
"#;

/// A running server, shared by the tests of one binary.
pub struct PostgresServer {
    dir: PathBuf,
    databases: AtomicU32,
    /// Creating a database is the business of one at a time.
    admin: Mutex<Client>,
    /// Its input stays open as long as this binary lives.
    _guard: Child,
}

impl PostgresServer {
    /// The server of this test binary, started at the first call.
    ///
    /// # Panics
    ///
    /// Where the package `postgresql` is missing or its server does not start.
    #[must_use]
    pub fn shared() -> &'static Self {
        static SERVER: OnceLock<PostgresServer> = OnceLock::new();
        SERVER.get_or_init(|| Self::start(&folder(), ""))
    }

    /// A server of its own that also listens on a port of the loopback, with TLS
    /// under a certificate and its key, both PEM; with that port.
    ///
    /// # Panics
    ///
    /// Where its server does not start.
    #[must_use]
    pub fn over_tls(certificate: &str, key: &str) -> (Self, u16) {
        let dir = folder();
        let free = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let port = free.local_addr().expect("a bound address").port();
        drop(free);
        fs::write(dir.join("server.crt"), certificate).expect("writable");
        fs::write(dir.join("server.key"), key).expect("writable");
        let own = fs::Permissions::from_mode(0o600);
        fs::set_permissions(dir.join("server.key"), own).expect("its key is its own");
        let at = dir.display();
        let more = format!(
            "-c listen_addresses=127.0.0.1 -c port={port} -c ssl=on \
             -c ssl_cert_file={at}/server.crt -c ssl_key_file={at}/server.key"
        );
        (Self::start(&dir, &more), port)
    }

    /// Makes an empty database; its address as `StoreConfig` takes it.
    ///
    /// # Panics
    ///
    /// Where the server has gone.
    #[must_use]
    pub fn new_database(&self) -> String {
        self.address(&self.new_database_name())
    }

    /// Makes an empty database; its name alone.
    ///
    /// # Panics
    ///
    /// Where the server has gone.
    #[must_use]
    pub fn new_database_name(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("station_{number}");
        self.admin
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .batch_execute(&format!("create database {name} template template0"))
            .expect("the tests' own server makes a database");
        name
    }

    fn address(&self, database: &str) -> String {
        format!("postgresql:///{database}?host={}&user=station", self.dir.display())
    }

    fn start(dir: &Path, more: &str) -> Self {
        let bin = programs().expect(
            "PostgreSQL's server programs are needed: apt-get install -y postgresql \
             (or set DIANFEI_POSTGRES_BIN to the folder of initdb and pg_ctl)",
        );
        let mut guard = Command::new("sh")
            .arg("-c")
            .arg(GUARD)
            .arg("postgres-guard")
            .args([bin.as_os_str(), dir.as_os_str(), more.as_ref()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a shell runs");
        let mut said = BufReader::new(guard.stdout.take().expect("its output is piped"));
        let mut line = String::new();
        said.read_line(&mut line).expect("its output is text");
        if line.trim() != "ready" {
            let mut rest = String::new();
            said.read_to_string(&mut rest).expect("its output is text");
            panic!("the tests' own PostgreSQL does not start:\n{line}{rest}");
        }
        let mut config = Client::configure();
        config.host_path(dir).user("station").dbname("postgres");
        let port = more.split("port=").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok());
        if let Some(port) = port {
            config.port(port);
        }
        let admin = config.connect(NoTls).expect("the tests' own server answers");
        let dir = dir.to_owned();
        Self { dir, databases: AtomicU32::new(0), admin: Mutex::new(admin), _guard: guard }
    }
}

/// The folder of a server, which its guard removes.
fn folder() -> PathBuf {
    let made = tempfile::Builder::new().prefix("dianfei-pg-").tempdir();
    made.expect("a temporary folder can be made").keep()
}

/// The folder of the newest server programs.
fn programs() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("DIANFEI_POSTGRES_BIN") {
        return Some(PathBuf::from(folder));
    }
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let version = path.file_name()?.to_str()?.parse().ok()?;
            Some((version, path.join("bin")))
        })
        .filter(|(_, bin)| has_programs(bin))
        .collect();
    versions.sort();
    versions.pop().map(|(_, bin)| bin)
}

fn has_programs(bin: &Path) -> bool {
    bin.join("initdb").is_file() && bin.join("pg_ctl").is_file()
}
