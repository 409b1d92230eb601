//! Secrets of every kind, made up, each with the parts of it that must not be seen.

use super::dice::{Dice, HEX, MIXED};

/// A secret as it is written in a text.
pub struct Secret {
    /// What is written.
    pub text: String,
    /// What must not be seen of it.
    pub needles: Vec<String>,
    /// Whether only a name beside it says that it is one.
    pub by_name: bool,
    pub kind: &'static str,
}

fn whole(kind: &'static str, text: String) -> Secret {
    Secret { needles: vec![text.clone()], text, by_name: false, kind }
}

fn part(kind: &'static str, text: String, needle: String) -> Secret {
    Secret { needles: vec![needle], text, by_name: false, kind }
}

type Make = fn(&mut Dice) -> Secret;

pub const KINDS: &[Make] = &[
    |d| Secret { by_name: true, ..whole("password", d.mixed(12)) },
    |d| Secret { by_name: true, ..whole("password of letters", d.word(11, "bcdfghjklmnpqrtvwz")) },
    |d| Secret { by_name: true, ..whole("number", format!("07{}", d.word(6, "0123456789"))) },
    |d| {
        let signs = d.word(2, "!$+^~=*");
        let word = d.mixed(9);
        Secret { by_name: true, ..part("password with signs", format!("{word}{signs}"), word) }
    },
    service,
    service,
    service,
    |d| {
        let (head, body) = (d.mixed(16), d.mixed(24));
        let text = format!("eyJ{head}.eyJ{body}.{}", d.mixed(20));
        part("token of JSON", text, body)
    },
    |d| {
        let (scheme, pw) = (d.one(&["mysql", "https", "postgres", "redis", "ftp", "amqp", "smtp"]), d.mixed(11));
        part("address", format!("{scheme}://wp:{pw}@db.example:3306/wp"), pw)
    },
    |d| {
        let pw = d.mixed(11);
        part("address without scheme", format!("wp:{pw}@db.example:3306"), pw)
    },
    |d| {
        let (name, body) =
            (d.one(&["token", "access_token", "api_key", "apikey", "key", "sig", "secret", "password"]), d.mixed(14));
        part("query", format!("https://api.example/run?id=5&{name}={body}&x=1"), body)
    },
    |d| {
        let (scheme, body) = (d.one(&["Bearer", "bearer", "Token", "ApiKey"]), d.mixed(26));
        part("header", format!("Authorization: {scheme} {body}"), body)
    },
    |d| {
        let code = base64(&format!("wp:{}", d.mixed(12)));
        part("basic header", format!("Authorization: Basic {code}"), code)
    },
    |d| {
        let pw = d.mixed(10);
        let option = d.one(&["-u ", "--user ", "--user=", "-u"]);
        part("curl", format!("curl {option}ana:{pw} https://shop.example/x"), pw)
    },
    |d| {
        let salt = d.mixed(30);
        let name = d.one(&["AUTH_KEY", "SECURE_AUTH_SALT", "NONCE_SALT", "DB_PASSWORD", "LOGGED_IN_KEY"]);
        part("define", format!("define('{name}', '{salt}');"), salt)
    },
    |d| {
        let body = d.mixed(60);
        let head = ["-----BEGIN RSA ", "PRIVATE KEY-----"].concat();
        let text = format!("{head} {body} {} {}", d.mixed(40), head.replace("BEGIN", "END"));
        part("private key", text, body)
    },
    card,
    card,
    account,
    |d| {
        let local = d.word(8, "bcdfghjklmnpqrst");
        let text = format!("{local}@{}", d.one(&["shop.example", "mail.example.org", "example.com"]));
        part("mail", text, local)
    },
    |d| {
        let number = d.word(8, "23456789");
        let text = match d.below(5) {
            0 => format!("+49 30 {number}"),
            1 => format!("+1 (555) {}-{}", &number[..3], &number[3..7]),
            2 => format!("0049 171 {number}"),
            3 => format!("555-{}-{}", &number[..3], &number[3..7]),
            _ => format!("+4930{number}"),
        };
        whole("phone", text)
    },
    |d| {
        let body = d.mixed(22);
        let text = match d.below(7) {
            0 => format!("https://hooks.slack.com/services/T0{}/B0{}/{body}", d.word(8, "ABC123"), d.word(8, "ABC123")),
            1 => format!("https://discord.com/api/webhooks/{}/{body}", d.word(18, "123456789")),
            2 => format!("https://acme.webhook.office.com/webhookb2/{body}@x/IncomingWebhook/{}/y", d.word(8, HEX)),
            3 => format!("https://hooks.zapier.com/hooks/catch/{}/{body}/", d.word(6, "123456789")),
            4 => format!("https://hook.eu1.make.com/{body}"),
            5 => format!("https://maker.ifttt.com/trigger/x/with/key/{body}"),
            _ => format!("https://chat.shop.example/hooks/{body}"),
        };
        part("webhook", text, body)
    },
    |d| {
        let pw = d.mixed(10);
        let text = match d.below(3) {
            0 => format!("password={pw}"),
            1 => format!("wp:{pw}"),
            _ => format!("{{\"token\":\"{pw}\"}}"),
        };
        whole("base64", base64(&text))
    },
    |d| whole("random word", d.mixed(40)),
    |d| whole("hexadecimal", format!("{}a7", d.word(30, HEX))),
    |d| {
        let groups: Vec<String> = (0..6).map(|_| d.mixed(4)).collect();
        whole("application password", groups.join(" "))
    },
    |d| {
        let text = [8, 4, 4, 4, 12].map(|n| d.word(n, HEX)).join("-");
        part("purchase code", format!("purchase code {text}"), text)
    },
    |d| {
        let pw = d.mixed(10);
        part("connection", format!("Server=db;Uid=wp;Pwd={pw};Port=3306"), pw)
    },
    |d| {
        let body = d.mixed(20);
        part("cookie", format!("Cookie: wordpress_logged_in={body}; x=1"), body)
    },
    |d| {
        let body = d.mixed(12);
        let text = match d.below(8) {
            0 => format!("the password is {body}"),
            1 => format!("password => {body}"),
            2 => format!("passwort: {body}"),
            3 => format!("DB_PASSWORD={body}"),
            4 => format!("le mot de passe est {body}"),
            5 => format!("run --password {body} now"),
            6 => format!("<password>{body}</password>"),
            _ => format!("api key := {body}"),
        };
        part("sentence", text, body)
    },
];

fn service(d: &mut Dice) -> Secret {
    const BEGINNINGS: &[(&str, usize)] = &[
        ("sk_|live_", 24),
        ("rk_|live_", 24),
        ("whs|ec_", 32),
        ("gh|p_", 36),
        ("github|_pat_", 40),
        ("gl|pat-", 20),
        ("xo|xb-", 24),
        ("AK|IA", 16),
        ("AI|za", 35),
        ("sk-|proj-", 40),
        ("sk-|ant-api03-", 40),
        ("np|m_", 36),
        ("shp|at_", 32),
        ("dop|_v1_", 40),
        ("gs|k_", 40),
        ("h|f_", 34),
        ("SG|.", 60),
        ("xk|eysib-", 40),
        ("c|k_", 40),
        ("c|s_", 40),
        ("NRA|K-", 27),
        ("glsa|_", 32),
        ("hv|s.", 30),
        ("rz|p_live_", 20),
        ("dckr|_pat_", 27),
        ("pat-|na1-", 30),
        ("sntr|ys_", 40),
        ("lin|_api_", 40),
        ("fig|d_", 40),
        ("pscale|_tkn_", 32),
        ("GOC|SPX-", 28),
        ("sq0|atp-", 22),
        ("ya2|9.", 40),
    ];
    let (prefix, length) = d.one(BEGINNINGS);
    let prefix = prefix.replace('|', "");
    let body = if prefix == "AKIA" { d.word(length, "ABCDEFGHJKLMNPQR234567") + "7" } else { d.mixed(length) };
    part("service", format!("{prefix}{body}"), body)
}

fn card(d: &mut Dice) -> Secret {
    let (prefix, length, groups): (&str, usize, &[usize]) = d.one(&[
        ("4", 16, &[4, 4, 4, 4][..]),
        ("53", 16, &[4, 4, 4, 4][..]),
        ("37", 15, &[4, 6, 5][..]),
        ("6011", 16, &[4, 4, 4, 4][..]),
    ]);
    let mut digits = format!("{prefix}{}", d.word(length - prefix.len() - 1, "0123456789"));
    let check = (0..10).find(|check| luhn(&format!("{digits}{check}"))).unwrap();
    digits.push_str(&check.to_string());
    let joint = d.one(&["", " ", "-", ".", "/", "  ", " - ", "\u{a0}"]);
    let mut parts = Vec::new();
    let mut rest = digits.as_str();
    for group in groups {
        let (a, b) = rest.split_at(*group);
        parts.push(a);
        rest = b;
    }
    let number = parts.join(joint);
    // A short run of digits may stand elsewhere by chance.
    let needles = vec![number.clone(), parts[parts.len() - 2..].join(joint)];
    let text = match d.below(4) {
        0 => format!("{number} 737"),
        1 => format!("{number}, exp 12/29, cvv 739"),
        _ => number,
    };
    Secret { text, needles, by_name: false, kind: "card" }
}

fn luhn(digits: &str) -> bool {
    let value = |(n, c): (usize, char)| {
        let v = c.to_digit(10).unwrap();
        if n % 2 == 0 {
            v
        } else if v > 4 {
            v * 2 - 9
        } else {
            v * 2
        }
    };
    digits.chars().rev().enumerate().map(value).sum::<u32>() % 10 == 0
}

fn account(d: &mut Dice) -> Secret {
    let (country, length) = d.one(&[("DE", 22), ("AT", 20), ("NL", 18), ("FR", 27), ("ES", 24), ("BE", 16)]);
    let body = d.word(length - 4, "0123456789");
    let rest = |check: u32| {
        let number = format!("{body}{country}{check:02}");
        number.chars().fold(0_u32, |sum, c| match c.to_digit(10) {
            Some(n) => (sum * 10 + n) % 97,
            None => (sum * 100 + u32::from(c) - 55) % 97,
        })
    };
    let check = (2..=98).find(|check| rest(*check) == 1).unwrap();
    let plain = format!("{country}{check:02}{body}");
    let plain = if d.chance(20) { plain.to_lowercase() } else { plain };
    let joint = d.one(&["", " ", "-", "."]);
    let groups: Vec<&str> = (0..plain.len()).step_by(4).map(|n| &plain[n..(n + 4).min(plain.len())]).collect();
    let text = groups.join(joint);
    let needle = groups[1..4].join(joint);
    part("account", text, needle)
}

pub fn base64(text: &str) -> String {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let n = chunk.iter().fold(0_u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for place in 0..4 {
            out.push(if place <= chunk.len() { SIGNS[(n >> (18 - 6 * place) & 63) as usize] as char } else { '=' });
        }
    }
    out
}

/// Names of secrets, in their spellings.
pub fn name(d: &mut Dice) -> String {
    const WORDS: &[&str] = &[
        "password",
        "token",
        "secret",
        "api_key",
        "access_token",
        "client_secret",
        "private_key",
        "passwd",
        "pwd",
        "passphrase",
        "credentials",
        "purchase_code",
        "tokens",
        "pass",
        "pw",
        "pin",
        "dsn",
        "cookie",
        "session",
        "passwort",
        "mot_de_passe",
        "contraseña",
        "senha",
        "hasło",
        "wachtwoord",
        "auth",
        "jwt",
        "license_key",
        "webhook_secret",
        "smtp_password",
        "db_pass",
        "otp",
        "salt",
        "auth_key",
        "пароль",
        "kennwort",
        "zugangsdaten",
        "passwords",
        "api_keys",
        "bearer",
        "app_password",
    ];
    let word = d.one(WORDS);
    let word = match d.below(6) {
        0 => word.to_uppercase(),
        1 => word.replace('_', "-"),
        2 => word.replace('_', " "),
        3 => {
            let mut parts = word.split('_');
            let mut out = parts.next().unwrap_or_default().to_owned();
            for part in parts {
                let mut letters = part.chars();
                out.extend(letters.next().map(|c| c.to_ascii_uppercase()));
                out.push_str(letters.as_str());
            }
            out
        }
        _ => word.to_owned(),
    };
    match d.below(6) {
        0 => format!("x-{word}"),
        1 => format!("{word}_2"),
        2 => format!("wp_{word}"),
        _ => word,
    }
}

/// A text with a secret in it that anybody would take for one.
pub fn told(secret: &Secret, d: &mut Dice) -> String {
    if !secret.by_name {
        return match d.below(4) {
            0 => format!("see {} there", secret.text),
            1 => format!("{} it is", secret.text),
            2 => format!("ok: ({})", secret.text),
            _ => secret.text.clone(),
        };
    }
    let text = &secret.text;
    match d.below(6) {
        0 => format!("the password is {text}"),
        1 => format!("login ana, password: {text}"),
        2 => format!("PASSWORD={text}"),
        3 => format!("db_password => {text}"),
        4 => format!("\"api_key\": \"{text}\""),
        _ => format!("passwort: {text}"),
    }
}

pub fn plain_word(d: &mut Dice) -> String {
    let length = 3 + d.below(6);
    d.word(length, &MIXED[23..47])
}
