//! What an address and a cookie carry: pairs of names and texts.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use form_urlencoded::Serializer;

/// The pairs of a query string or of a posted form, decoded, in order.
#[must_use]
pub fn pairs_of(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// The query string of `pairs`, encoded; empty for none.
#[must_use]
pub fn query_of<N: AsRef<str>, T: AsRef<str>>(pairs: &[(N, T)]) -> String {
    Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// The address of `path` with `pairs`.
#[must_use]
pub fn address_of<N: AsRef<str>, T: AsRef<str>>(path: &str, pairs: &[(N, T)]) -> String {
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", query_of(pairs)) }
}

/// The cookie `name` of a request.
#[must_use]
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(found, _)| *found == name)
        .map(|(_, text)| text.to_owned())
}

/// A way back inside this station's own pages; `/` for anything that could
/// lead elsewhere.
#[must_use]
pub fn own_path(path: &str) -> &str {
    let own = path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains(['\\', '\r', '\n', '\t', '\0']);
    if own { path } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_read_back() {
        let pairs = [("q", "王 & 李=<b>"), ("f.area", "东村#1")];
        let read = pairs_of(&query_of(&pairs));
        let read: Vec<_> = read.iter().map(|(name, text)| (&**name, &**text)).collect();
        assert_eq!(read, pairs);
        assert_eq!(address_of("/a", &[("b", "c d")]), "/a?b=c+d");
        assert_eq!(address_of::<&str, &str>("/a", &[]), "/a");
    }

    #[test]
    fn the_way_back_stays_at_home() {
        assert_eq!(own_path("/reading?x=1"), "/reading?x=1");
        for away in ["//evil.example", "https://evil.example", "/\\evil.example", "", "/a\r\nb"] {
            assert_eq!(own_path(away), "/");
        }
    }
}
