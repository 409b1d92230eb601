//! The kinds of secrets: one table that says what each is, how it is found in a text, and examples of what is one and what is none.
//! What stands under a key that names a secret is decided by the key, which is `words`' business.

mod addresses;
pub(super) mod encoded;
mod keys;
mod numbers;
mod random;
pub(super) mod scan;
pub(super) mod traits;
mod urls;
mod vendors;

use std::ops::Range;

use super::judge::Around;
use super::lines;
use super::words::Words;
use traits::Traits;

/// One kind of secret.
pub struct Kind {
    /// What it is called in the reference.
    pub name: &'static str,
    /// What belongs to it, in a sentence.
    pub says: &'static str,
    /// Whether a text with these traits can hold it.
    needs: fn(&Traits) -> bool,
    /// Finds it in a text without escapes.
    find: fn(&Look<'_>, &mut Vec<Range<usize>>),
    /// Documents with such secrets, each between `«` and `»`. A `·` is left out: it parts what a scanner would take for a leak.
    pub yes: &'static [&'static str],
    /// Documents that resemble them and hold none.
    pub no: &'static [&'static str],
}

impl Kind {
    /// Finds what belongs to this kind.
    pub(super) fn find(&self, look: &Look<'_>, found: &mut Vec<Range<usize>>) {
        if (self.needs)(&look.traits) {
            (self.find)(look, found);
        }
    }
}

/// A text that is looked at.
pub(super) struct Look<'a> {
    pub(super) text: &'a str,
    pub(super) words: &'a Words,
    pub(super) around: Around,
    pub(super) traits: Traits,
}

/// Every kind, in the order of the reference.
pub const KINDS: &[Kind] = &[
    Kind {
        name: "Behind a secret's name",
        says: "what follows the name of a secret in a line of any text: behind `:`, `=`, `:=`, `=>`, `->`, in a tag, as an option, after \"is\" \
               or \"lautet\", in quotes or brackets; also over the lines below, and random words beside such a name",
        needs: |t| t.length >= 5,
        find: |look, found| lines::find(look.text, lines::lines_of(look.text), look.words, look.around.near, found),
        yes: &[
            "note: the password is «hunter2»",
            "note: \"the password was changed to «Swordfish9»\"",
            "note: password => «hunter2»",
            "note: token := «abc123def»",
            "note: Das Passwort lautet «hunter2».",
            "note: le mot de passe est «hunter2»",
            "note: \"contraseña: «hunter2»\"",
            "note: run it with --password «hunter2» twice",
            "note: API_TOKEN=«abcdef» ./deploy",
            "note: user=wp;password=«hunter2»;host=db",
            "note: see https://api.example/hook?token=«abc123»&x=1",
            "note: <password>«hunter2»</password>",
            "note: define('AUTH_KEY', '«x y z 1 2 3»');",
            "note: \"define( \\\"DB_PASSWORD\\\", \\\"«hunter2»\\\" );\"",
            "note: \"Authorization: Bearer «abcdef0123456789abcdef»\"",
            "note: \"curl -H 'Cookie: «a=1; b=2»' https://shop.example\"",
            "note: \"Authorization: Basic «dXNlcjpwYXNz»\"",
            "note: the password («hunter2») is new",
            "note: the token for staging, «Zx9kQ2mPLw83», is new",
            "log: \"{\\\"api_key\\\": \\\"«abc»\\\"}\"",
            "log: |\n  ok\n  db_pass=«hunter2»\n  done\n",
            "log: |\n  credentials:\n    user: «wp»\n    pw: «hunter2»\n  next: 1\n",
            "a: 1 # password: «hunter2»",
            "# x-token:\n#   «hunter2»\na: 1\n",
            "note: p%61ssword=«hunter2»",
            "note: \"p\\u0061ssword=«hunter2»\"",
            "note: 'PIN: «4711»'",
        ],
        no: &[
            "note: the password reset mail went out at 10:30",
            "note: passwords are rotated by ivo, twice a year",
            "note: which key opens the door is on the label",
            "note: \"Cookies: see the privacy page\"",
            "note: the session of 2026-07-20 was recorded",
            "note: ana is the token owner",
            "note: keys are in the safe",
            "note: pass, warn or fail",
            "note: the PIN was sent by post",
            "note: 3 tokens per word",
            "note: the password is rotated every month",
            "note: \"Rotate the key: workflows that use it wait.\"",
            "note: the key is none of ours",
            "note: tokens are counted per month, 1200000 of them",
            "note: ask ana for the password",
            "note: the password manager is down",
            "note: session notes are in the wiki",
            "note: a token of thanks",
            "note: secrets stay out of this file",
            "note: the cookie banner is shown again",
            "note: the pin on the map moved to shop-north",
            "note: author=ana; keyboard=de",
            "note: cache_key=restock-items-v2",
            "note: monkey=george",
            "note: basic auth is off",
            "note: bearer of good news",
            "note: the API key was rotated on 2026-07-20 by ana",
            "note: password=none",
            "note: press key F5 to reload",
            "# the token budget is checked by ivo\na: 1\n",
            "note: the key of provider p-main was replaced at 2026-07-20T10:00Z",
        ],
    },
    Kind {
        name: "Private keys",
        says: "private keys in their frames (PEM, OpenSSH, PGP, SSH2) and those of PuTTY, on many lines, folded or on one",
        needs: |t| t.frame || t.safe >= 13,
        find: |look, found| keys::private(look.text, found),
        yes: &[
            "note: |\n  «-----BEGIN RSA PRIVATE· KEY-----»\n  «MIIEpAIBAAKCAQEA7hunterhunterhunterhunterhunterhunterhunter1234»\n  «Ab3=»\n  «-----END RSA PRIVATE· KEY-----»\n  after\n",
            "note: >-\n  «-----BEGIN PRIVATE· KEY-----»\n  «MIIEpAIBAAKCAQEA7hunterhunter»\n  «hunterhunter12345»\n  «-----END PRIVATE· KEY-----»\n",
            "note: \"«-----BEGIN EC PRIVATE· KEY-----\\nMHcCAQEEIhunterhunter\\n-----END EC PRIVATE· KEY-----»\\n\"",
            "note:\n  - «-----BEGIN PRIVATE· KEY-----»\n  - «MIIEpAIBAAKCAQEA7hunter»\n  - «Ab3=»\n  - «-----END PRIVATE· KEY-----»\n  - after\n",
        ],
        no: &[
            "note: BEGIN PRIVATE KEY",
            "note: '---- BEGIN SSH2 PUBLIC KEY ----'",
            "note: the private key is kept elsewhere",
            "note: '-----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----'",
            "note: ssh-keygen wrote the public half only",
        ],
    },
    Kind {
        name: "Keys of services",
        says: "keys that begin as a service's keys do: payments, shops, hosts of code and packages, clouds, language models, mail, \
               messages (about 230 beginnings)",
        needs: |t| t.solid >= 12,
        find: |look, found| vendors::find(look.text, found),
        yes: &[
            "note: «sk·_live_4eC39HqLyjWDarjtT1zdp7dc»",
            "note: see «gh·p_16C7e42F292c6912E7710c838347Ae178B4a» there",
            "note: \"«AK·IAIOSFODNN7EXAMPLE»\"",
            "note: [«xo·xb-2048-abcdefABCDEF12»]",
            "note: «AI·zaSyA-1234567890abcdefghijklmnopqrs_t»",
            "note: «sk·-proj-Abc123Abc123Abc123»",
            "note: «gl·pat-abcdefABCDEF12345678»",
            "note: «SG·.abcdefABCDEF123456.abcdefABCDEF1234567890»",
            "note: «12345678:AA·abcdefABCDEF1234567890abcdefABCDEF»",
            "note: «0123456789abcdef0123456789abcdef·-us6»",
            "note: «ck·_0123456789abcdef0123456789abcdef01234567»",
            "note: «npm·_abcdefABCDEF123456abcdefABCDEF123456»",
            "note: «shp·at_0123456789abcdef0123456789abcdef»",
            "note: «whs·ec_abcdefABCDEF123456»",
            "note: «hv·s.CAESIabcdefABCDEF12345»",
        ],
        no: &[
            "note: sk-north: sk-restock-items-of-the-north",
            "note: re_render the page",
            "note: key-handling-changed-in-this-release",
            "note: secret_santa_is_on_the_list",
            "note: SGML and SG. and SC",
            "note: pk_of_the_table",
            "note: live_preview_of_the_page_builder",
            "note: patch-level-updates-of-plugins",
            "note: pk-shop-north-2026-07",
            "note: ghp is short for grasshopper",
            "note: npm_config_cache_of_the_build_server",
            "note: glsa-2024-101 was read",
            "note: hf_hub_download_of_the_models",
            "note: xoxo from ana",
            "note: AKIA is how keys of that cloud begin",
            "note: sku_live_edition_of_the_catalogue",
            "note: SG.region-of-the-north",
        ],
    },
    Kind {
        name: "Tokens of JSON",
        says: "JSON web tokens, signed or encrypted",
        needs: |t| t.json,
        find: |look, found| keys::jwt(look.text, found),
        yes: &["note: got «ey·JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.s5cB-d_e» back"],
        no: &["note: a.b.c", "note: eyJ is how they begin", "note: eyeJ.head.body"],
    },
    Kind {
        name: "Credentials in addresses",
        says: "user and password before the host of an address of any scheme, or of none",
        needs: |t| t.at && t.colon,
        find: |look, found| urls::credentials(look.text, found),
        yes: &[
            "note: https://«ana:pw»@host.example/path",
            "note: mysql://«wp:S3cret!»@localhost:3306/wp",
            "note: «wp:S3c»@tcp(db.example:3306)/wp",
            "note: redis://«:hunter2»@cache:6379/0",
            "note: postgres://«wp:S3c/ret»@db/wp",
            "note: 'mysql:\\/\\/«wp:hunter2»@db\\/wp'",
            "note: mysql%3A%2F%2F«wp%3Ahunter2»%40db",
        ],
        no: &[
            "note: ssh://host.example/path",
            "note: file:///srv/shop/a@b",
            "note: https://shop.example/@ana",
            "note: https://shop.example:8443/a@2x.png",
            "note: image app:1.2@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "note: npm:package@1.2.3",
            "note: '@scope/name@1.2.3'",
            "note: s3://bucket/path/to/file",
            "see: https://shop.example/?utm_source=mail&utm_id=5",
        ],
    },
    Kind {
        name: "Addresses of webhooks",
        says: "the part of an address that lets anybody post there: Slack, Discord, Teams, Zapier, Make, IFTTT, Google Chat, Telegram and others, \
               and any path of hooks",
        needs: |t| t.slash && t.solid >= 16,
        find: |look, found| urls::webhooks(look.text, found),
        yes: &[
            "note: https://hooks.slack.com/services/«T000/B000/abcdefABCDEF123456»",
            "note: https://discord.com/api/webhooks/«1234567890/abc-DEF_123»",
            "note: https://shop.webhook.office.com/webhookb2/«abc@def/IncomingWebhook/123/456»",
            "note: https://hooks.zapier.com/hooks/«catch/123456/abcdef/»",
            "note: https://hook.eu1.make.com/«abcdef123456»",
            "note: https://n8n.example/webhook/«3f2a9c10-aaaa»",
            "note: https://chat.example/hooks/«xyz123abc456»",
        ],
        no: &[
            "note: https://shop.example/webhook/",
            "note: the webhook of shop-north is new",
            "note: https://slack.com/help",
            "note: hooks/before/after",
            "note: https://shop.example/webhooks/orders",
            "note: https://docs.example/hooks/pre-commit",
            "note: https://make.com/pricing",
            "note: https://shop.example/wp-json/wc/v3/orders",
        ],
    },
    Kind {
        name: "Passwords of commands",
        says: "what `curl -u`, `mysql -p…`, `sshpass -p`, `docker login -p`, `redis-cli -a` are given",
        needs: |t| t.option,
        find: |look, found| urls::commands(look.text, found),
        yes: &[
            "note: curl -u «ana:hunter2» https://shop.example",
            "note: curl --user «ana:hunter2» https://shop.example",
            "note: curl --user=«ana:hunter2» https://shop.example",
            "note: mysql -u wp -p«hunter2» wp",
            "note: sshpass -p «hunter2» ssh db",
            "note: redis-cli -a «hunter2» ping",
        ],
        no: &[
            "note: zip -p archive and docker login",
            "note: mysql -u wp -p wp",
            "note: curl -u ana https://shop.example",
            "note: mysql -u wp -p wp",
            "note: mkdir -p a/b/c",
            "note: docker run -p 8080:80 shop",
            "note: rsync -a site/ backup/",
        ],
    },
    Kind {
        name: "Cards",
        says: "payment card numbers with any separators, with the code and the date beside them; a code behind `CVV` or `CVC`",
        needs: |t| t.digits >= 3,
        find: |look, found| numbers::cards(look.text, found),
        yes: &[
            "note: paid with «4111 1111· 1111 1111» today",
            "note: paid with «4111-1111·-1111-1111»",
            "note: paid with «411111·1111111111»",
            "note: paid with «4111.1111·.1111.1111»",
            "note: paid with «4111/1111·/1111/1111»",
            "note: \"«4111 1111· 1111 1111» «737»\"",
            "note: \"«3782 822463· 10005» «1234»\"",
            "note: \"«5555 5555· 5555 4444», exp «12/29», cvv «123»\"",
            "note: the cvv is at the back, cvv «737»",
            "note: «4111\u{a0}1111·\u{a0}1111\u{a0}1111»",
        ],
        no: &[
            "note: 4111 1111 1111 1112",
            "note: 1753120800000",
            "note: 2026-07-21 18:00 2026-07-22 18:00",
            "note: order 1000 2000 3000 4000",
            "note: 0000 0000 0000 0000",
            "note: wf41111111·11111111",
            "note: orders 4111 to 4119",
            "note: 4111 rows in 1111 ms, 1111 of 1111",
            "note: 12/29 and 123",
            "note: the cvv is checked by the provider",
            "note: 2026072118000000",
            "note: 4111 1111 1111",
        ],
    },
    Kind {
        name: "Bank accounts",
        says: "account numbers of the international form (IBAN) whose check digits are right",
        needs: |t| t.digits >= 4 && t.length >= 15,
        find: |look, found| numbers::accounts(look.text, found),
        yes: &[
            "note: pay to «DE89 3704· 0044 0532 0130 00», soon",
            "note: «DE89370400·440532013000»",
            "note: «gb82-west-1234·-5698-7654-32»",
            "note: iban «FR14 2004 1010 05·05 0001 3M02 606»",
        ],
        no: &[
            "note: DE88 3704 0044 0532 0130 00",
            "note: de 2026-07-21 and so on 12345678",
            "note: NO 15",
            "note: DE-123456 is the ticket",
            "note: iban checks are on",
            "note: FR14 is a road",
        ],
    },
    Kind {
        name: "Mail addresses",
        says: "mail addresses, also written around (`ana [at] example [dot] org`)",
        needs: |t| t.at || t.bracket || t.length >= 12,
        find: |look, found| addresses::mails(look.text, found),
        yes: &[
            "owner: «ana.b+c·@shop.example.org», ivo",
            "owner: «jörg·@example.org»",
            "owner: \"«ana·%40example.org»\"",
            "owner: '«ana [at]· example [dot] org»'",
            "owner: «ana(at)·example.org»",
            "owner: Ana <«ana·@example.org»>",
        ],
        no: &[
            "note: 'a @ b'",
            "note: '@ana said so'",
            "note: package@1.2.3",
            "note: meet ivo at shop-north",
            "note: x@y",
            "note: '@media (max-width: 40em)'",
            "note: look at the dot in the picture",
            "note: 2x@1.5",
        ],
    },
    Kind {
        name: "Telephone numbers",
        says: "numbers with a country's number, in the usual groups, or behind a word such as `tel`",
        needs: |t| t.digits >= 6,
        find: |look, found| numbers::phones(look.text, found),
        yes: &[
            "note: call «+49 30 123456·78» today",
            "note: «+1 (555) 123·-4567»",
            "note: «0049 30 123456·78»",
            "note: '«(030) 123456·78»'",
            "note: «555-123·-4567»",
            "note: tel. «123456·7»",
            "note: 'phone: «030/123456·78»'",
        ],
        no: &[
            "note: 2026-07-21",
            "note: 2026-07-21T18:00:00+02:00",
            "note: 8.2.10 - 8.3.4",
            "note: 100-200-300",
            "note: '+20 percent'",
            "note: 1200000",
            "note: 12:30 - 13:45",
            "note: 192.168.100.200",
            "note: 0.5 - 0.75",
            "note: 978-3-16-148410-0",
            "note: 51.5074, -0.1278",
            "note: 1.200.000,50 EUR",
            "version: 10.0.19045.3803",
            "note: 2026-07-21 18:00 - 2026-07-22 06:00",
        ],
    },
    Kind {
        name: "Words made at random",
        says: "long words in which capitals, small letters and digits take turns, and 32 or more letters and digits; not the digests by which Git and \
               others name a state",
        needs: |t| t.solid >= 20 && t.digits >= 1,
        find: |look, found| random::keys(look.text, look.around.named, found),
        yes: &[
            "note: «aB3dE5gHaB3dE5gHaB3dE5gH»",
            "note: «0123456789abcdef01234567·89abcdef»",
            "note: «aB3/E5g+aB3/E5g+aB3/E5g+aB3/E5g+aB3/E5g+==»",
        ],
        no: &[
            "digest: sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "note: commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
            "commit: 9fceb02d0ae598e95dc970b74767f19372d61af8",
            "id: 123e4567-e89b-12d3-a456-426614174000",
            "id: 9e107d9d372bb6826bd81d3542a419d6",
            "cache_key: 9e107d9d372bb6826bd81d3542a419d6",
            "idempotency_key: 123e4567-e89b-12d3-a456-426614174000",
            "Idempotency-Key: 9e107d9d372bb6826bd81d3542a419d6",
            "id: wf-restock-shop-north-2026-07-21-special-offer",
            "file: examples/shop-north/2026/site-inventory-of-the-north.yaml",
            "see: docs/ReleaseNotes/Version24/UpdateAndRollbackForSites",
            "policies: sophmate.staging.touched-areas.needs-diagnostics",
            "at: 2026-07-21T18:00:00.123456Z",
            "weekly: \"thu 12:00 - mon 06:00\"",
            "version: 2.4.0-RC2+build.20260721",
            "note: wp-content/uploads/2026/07/IMG_20260721_180000.jpg",
            "note: WooCommerceSubscriptionsRenewalReminderEmailTemplate",
            "integrity: sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC",
            "note: md5:9e107d9d372bb6826bd81d3542a419d6",
        ],
    },
    Kind {
        name: "Application passwords",
        says: "the six groups of four letters and digits that WordPress gives to applications",
        needs: |t| t.length >= 29 && t.digits >= 1,
        find: |look, found| random::application_passwords(look.text, found),
        yes: &["note: «aBc1 D2eF 3gHi jK4l Mn5O p6Qr»", "note: «abCD E2fG 3hIj Kl4m NoP5 q6Rs», was given to ana"],
        no: &[
            "note: this that what when then here",
            "note: 2026 2027 2028 2029 2030 2031",
            "note: step One2 is more like this than that ever was",
            "note: abcd efgh ijkl mnop qrst uvwx",
        ],
    },
    Kind {
        name: "Purchase codes",
        says: "ids of the form of a UUID where the key or the line speaks of a purchase, a licence or an activation",
        needs: |t| t.safe >= 36,
        find: |look, found| random::purchase_codes(look.text, look.around.bought, found),
        yes: &["note: purchase «86781236-23d0-4b3c-7dfa-c1c147e0dece»", "x-licence: «86781236-23d0-4b3c-7dfa-c1c147e0dece»"],
        no: &[
            "note: run 86781236-23d0-4b3c-7dfa-c1c147e0dece",
            "id: 86781236-23d0-4b3c-7dfa-c1c147e0dece",
            "note: purchase 17 of 2026",
        ],
    },
];
