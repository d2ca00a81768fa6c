//! Which servers may be asked. Anybody who may make a schedule may name an address, and this server may stand where others
//! cannot look: so addresses that are not public are refused, after names were resolved, and the connection goes to the
//! very address that was checked.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Which addresses may be asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Reach {
    /// Those of the public internet.
    #[default]
    Public,
    /// Those, and these.
    PublicAnd(Vec<IpAddr>),
    /// All.
    Everywhere,
}

/// Neither yes nor no nor addresses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is neither `true` nor `false` nor a list of IP addresses with commas between them")]
pub struct NoReach(String);

impl FromStr for Reach {
    type Err = NoReach;
    fn from_str(text: &str) -> Result<Self, NoReach> {
        match text.trim().to_ascii_lowercase().as_str() {
            "" | "false" | "no" | "0" => Ok(Self::Public),
            "true" | "yes" | "1" => Ok(Self::Everywhere),
            list => {
                let ips: Result<Vec<IpAddr>, _> = list.split(',').map(|ip| ip.trim().parse()).collect();
                ips.map(Self::PublicAnd).map_err(|_| NoReach(text.to_owned()))
            }
        }
    }
}

impl Reach {
    /// Whether `ip` may be asked.
    pub fn allows(&self, ip: IpAddr) -> bool {
        match self {
            Self::Everywhere => true,
            Self::PublicAnd(besides) => besides.contains(&ip) || is_public(ip),
            Self::Public => is_public(ip),
        }
    }
}

fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    // This network, private, loopback, carriers' own, link-local, multicast and what is reserved.
    let private =
        matches!((a, b), (0 | 10 | 127 | 224.., _) | (100, 64..=127) | (169, 254) | (172, 16..=31) | (192, 168));
    // Protocols, documentation, old relays, measuring.
    let special =
        matches!((a, b, c), (192, 0, 0 | 2) | (192, 88, 99) | (198, 18..=19, _) | (198, 51, 100) | (203, 0, 113));
    !private && !special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    let low = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match parts {
        // IPv4 in other clothes: mapped, translated, tunnelled.
        [0, 0, 0, 0, 0, 0xffff, high, end] | [0x64, 0xff9b, 0, 0, 0, 0, high, end] | [0x2002, high, end, ..] => {
            low(high, end)
        }
        // Protocols (Teredo among them) and documentation.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        [0x2000..=0x3fff, ..] => true,
        _ => false,
    }
}

/// A name stands for no address that may be asked.
#[derive(Debug, thiserror::Error)]
#[error("a private address")]
pub(super) struct PrivateHost;

/// Resolves names to addresses that may be asked.
#[derive(Debug)]
pub(super) struct Resolver(pub(super) Reach);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = self.0.clone();
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let allowed: Vec<SocketAddr> = found.iter().copied().filter(|at| reach.allows(at.ip())).collect();
            if allowed.is_empty() && !found.is_empty() {
                return Err(PrivateHost.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_may_be_asked() {
        let allows = |ip: &str| Reach::Public.allows(ip.parse().expect("an IP address"));
        for ip in ["8.8.8.8", "100.63.255.255", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "2002:808:808::1"] {
            assert!(allows(ip), "{ip}");
        }
        let private = "0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.168.0.1 \
                       192.0.0.8 192.0.2.1 198.18.0.1 203.0.113.9 224.0.0.1 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 \
                       ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:a00:1:: \
                       2002:7f00:1:: 3fff::1 fc00::1 fd00:ec2::254 fe80::1 fec0::1 ff02::1 4000::1";
        for ip in private.split_whitespace() {
            assert!(!allows(ip), "{ip}");
        }
    }

    #[test]
    fn the_setting_is_yes_no_or_a_list() {
        assert_eq!("false".parse(), Ok(Reach::Public));
        assert_eq!("True".parse(), Ok(Reach::Everywhere));
        let some: Reach = "10.0.0.5, ::1".parse().expect("a list");
        let allows = |ip: &str| some.allows(ip.parse().expect("an IP address"));
        assert!(allows("10.0.0.5") && allows("::1") && !allows("10.0.0.6"));
        assert!("10.0.0.0/8".parse::<Reach>().is_err() && "maybe".parse::<Reach>().is_err());
    }
}
