//! HTTPS with the station's identity key pinned.
