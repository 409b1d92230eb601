//! Addresses that open something: credentials in them, and the addresses to which messages can be posted.
//! Words such as `token=` in the query of an address are found by `prose`.

use std::ops::Range;

use super::super::values::looks_used;
use super::scan::{is_solid, places, run_end, runs, trimmed};

/// `user:password` in `https://user:password@host`, in `user:password@host` and in `user:password@tcp(host)`.
pub(super) fn credentials(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    for run in runs(bytes, is_solid) {
        let body = text.get(run.clone()).unwrap_or_default();
        if !body.contains('@') {
            continue;
        }
        match body.find("://") {
            Some(at) => with_scheme(bytes, run.start + at + 3, run.end, found),
            None => without_scheme(body, run.start, found),
        }
    }
}

fn with_scheme(bytes: &[u8], start: usize, end: usize, found: &mut Vec<Range<usize>>) {
    let whole = bytes.get(start..end).unwrap_or_default();
    let authority = whole.iter().position(|b| b"/?#".contains(b)).unwrap_or(whole.len());
    let last = |part: &[u8]| part.iter().rposition(|b| *b == b'@');
    let inside = whole.get(..authority).and_then(last);
    // A password may hold a slash or a question mark: then what looks like a port is no number.
    let at = inside.or_else(|| {
        let before = whole.get(..authority)?;
        let colon = before.iter().position(|b| *b == b':')?;
        let port = before.get(colon + 1..)?;
        let is_port = !port.is_empty() && port.len() <= 5 && port.iter().all(u8::is_ascii_digit);
        if is_port || colon == 0 { None } else { last(whole) }
    });
    if let Some(at) = at.filter(|at| *at > 0) {
        found.push(start..start + at);
    }
}

fn without_scheme(body: &str, start: usize, found: &mut Vec<Range<usize>>) {
    let Some(at) = body.rfind('@') else { return };
    let (before, host) = (body.get(..at).unwrap_or_default(), body.get(at + 1..).unwrap_or_default());
    let Some(colon) = before.find(':') else { return };
    let begin = before.get(..colon).and_then(|u| u.rfind(['=', ',', '(', '[', '{', ';'])).map_or(0, |n| n + 1);
    let (user, password) = (before.get(begin..colon).unwrap_or_default(), before.get(colon + 1..).unwrap_or_default());
    let is_user =
        user.starts_with(|c: char| c.is_alphabetic()) && !["mailto", "xmpp", "sip", "sips", "acct", "tel"].contains(&user);
    // `app:1.2@sha256:…` and `npm:package@1.2.3` name versions.
    let named = host.starts_with(|c: char| c.is_alphanumeric()) && !host.starts_with("sha256:") && !host.starts_with("sha512:");
    let name = host.split([':', '/', '(']).next().unwrap_or_default();
    let lettered = name.bytes().any(|b| b.is_ascii_alphabetic()) || name.split('.').count() == 4;
    let is_host = named && lettered && (host.contains(['.', ':', '(']) || name == "localhost" || looks_used(password));
    if is_user && is_host && password.len() >= 2 && !password.starts_with(':') {
        found.push(start + begin..start + at);
    }
}

/// Hosts and paths behind which the rest of an address is what opens it.
const POSTS: &[&str] = &[
    "hooks.slack.com/services/",
    "hooks.slack.com/workflows/",
    "hooks.slack.com/triggers/",
    "discord.com/api/webhooks/",
    "discordapp.com/api/webhooks/",
    "webhook.office.com/webhookb2/",
    "outlook.office.com/webhook/",
    "outlook.office365.com/webhook/",
    "hooks.zapier.com/hooks/",
    "make.com/",
    "hook.integromat.com/",
    "maker.ifttt.com/",
    "chat.googleapis.com/v1/spaces/",
    "api.telegram.org/bot",
    "webhook.site/",
    "pipedream.net/",
    "hooks.nabu.casa/",
    "logic.azure.com/",
    "logic.azure.com:443/",
    "open.feishu.cn/open-apis/bot/",
    "open.larksuite.com/open-apis/bot/",
    "events.pagerduty.com/integration/",
    "alert.victorops.com/integrations/",
    "hooks.airtable.com/workflows/",
    "api.opsgenie.com/v1/json/",
    "hc-ping.com/",
    "healthchecks.io/ping/",
    "cronitor.link/",
    "api.honeybadger.io/v1/check_in/",
    "ntfy.sh/",
    "api.pushcut.io/",
    "webhooks.mongodb-realm.com/",
    "connect.pabbly.com/workflow/",
    "hook.us1.make.com/",
    "sendgrid.net/wf/",
    "graph.facebook.com/v1/webhooks/",
];

/// Hosts of [`POSTS`] of which only a name in front says that messages are posted there.
const POSTS_IN_FRONT: &[(&str, &str)] = &[("make.com/", "hook"), ("pipedream.net/", ".m.")];

/// Parts of a path behind which a part that looks made at random is what opens it.
const POSTED: &[&str] =
    &["/hook/", "/hooks/", "/webhook/", "/webhooks/", "/webhook-test/", "/webhookb2/", "/incoming/", "/incoming-webhook/"];

/// Addresses to which messages can be posted by whoever knows them.
pub(super) fn webhooks(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    for run in runs(bytes, is_solid) {
        let Some(body) = text.get(run.clone()).filter(|b| b.contains('/') && b.len() >= 16) else { continue };
        let end = trimmed(bytes, run.start, run.end);
        let known = POSTS.iter().filter_map(|part| {
            let at = places(body, part).next()?;
            let front = POSTS_IN_FRONT.iter().find(|(host, _)| host == part).map(|(_, front)| *front);
            let is_front = front.is_none_or(|front| body.get(..at).is_some_and(|before| before.contains(front)));
            is_front.then_some(at + part.len())
        });
        let opened = POSTED.iter().filter_map(|part| {
            let after = places(body, part).next()? + part.len();
            let next = body.get(after..)?.split(['/', '?']).next()?;
            let random = next.len() >= 8 && next.bytes().any(|b| b.is_ascii_digit() || b.is_ascii_uppercase());
            (random || next.len() >= 20).then_some(after)
        });
        let host = run_end(bytes, run.start, |b| b != b'/') < run.end;
        if let Some(from) = known.chain(opened).min().filter(|_| host)
            && run.start + from < end
        {
            found.push(run.start + from..end);
        }
    }
}

/// `curl -u user:password` and the other ways to give a password to a command.
pub(super) fn commands(text: &str, found: &mut Vec<Range<usize>>) {
    const USERS: [&str; 5] = ["-u", "--user", "--proxy-user", "-U", "--credentials"];
    const PROGRAMS: [&str; 12] = [
        "mysql",
        "mysqldump",
        "mariadb",
        "mariadb-dump",
        "mysqladmin",
        "sshpass",
        "redis-cli",
        "docker",
        "htpasswd",
        "zip",
        "7z",
        "wp",
    ];
    let bytes = text.as_bytes();
    let mut program = None;
    let mut wanted: Option<(&str, bool)> = None;
    for run in runs(bytes, is_argument) {
        let word = text.get(run.clone()).unwrap_or_default();
        let bare = word.trim_matches(['"', '\'', '`', '(', ')', ';']);
        let inside = run.start + (word.len() - word.trim_start_matches(['"', '\'', '`', '(', ')', ';']).len());
        if let Some((_, pair)) = wanted.take() {
            let ports = bare.bytes().all(|b| b.is_ascii_digit() || b == b':');
            if !bare.starts_with('-') && !bare.is_empty() && !ports && (!pair || bare.contains(':')) {
                found.push(inside..inside + bare.len());
            }
            continue;
        }
        let name = bare.rsplit('/').next().unwrap_or_default();
        if PROGRAMS.contains(&name) {
            program = Some(name);
        }
        if let Some((option, value)) = bare.split_once('=')
            && USERS.contains(&option)
            && value.contains(':')
        {
            found.push(inside + option.len() + 1..inside + bare.len());
        } else if USERS.contains(&bare) {
            wanted = Some((bare, true));
        } else if let Some(value) = bare.strip_prefix("-u").filter(|v| v.contains(':') && !v.starts_with('-')) {
            found.push(inside + 2..inside + 2 + value.len());
        } else if let (Some(program), Some(value)) = (program, bare.strip_prefix("-p")) {
            let is_path = value.starts_with(['/', '.']) || value.bytes().all(|b| b.is_ascii_digit()) && program != "sshpass";
            match value {
                "" if ["sshpass", "docker", "htpasswd"].contains(&program) => wanted = Some(("-p", false)),
                "" => {}
                _ if is_path => {}
                _ => found.push(inside + 2..inside + 2 + value.len()),
            }
        } else if program == Some("redis-cli") && bare == "-a" {
            wanted = Some(("-a", false));
        }
        if ends_line(bytes, run.end) {
            program = None;
            wanted = None;
        }
    }
}

fn is_argument(b: u8) -> bool {
    !b.is_ascii_whitespace() && b != b'\\'
}

fn ends_line(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|b| *b == b'\n')
}
