"""Planted texts for the search for secrets: lines over many issuers, and settings files, each with its truth.

All secrets are random and made here at run time, from the formats that issuers publish. Each has beside it what is
mistaken for a secret: digests, identifiers, variables, samples of manuals, public keys, names of secrets.
"""

from __future__ import annotations

import base64
import random
import string
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

B62 = string.ascii_letters + string.digits
B36 = string.ascii_lowercase + string.digits
UP36 = string.ascii_uppercase + string.digits
HEX = "0123456789abcdef"
B64U = B62 + "-_"
B64 = B62 + "+/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A text and the numbers of its lines, from 1, that hold a secret."""

    name: str
    text: str
    lines: frozenset[int]


def some(rng: random.Random, alphabet: str, length: int) -> str:
    """Random characters with a digit and a letter among them."""
    while True:
        value = "".join(rng.choices(alphabet, k=length))
        if any(map(str.isdigit, value)) and any(map(str.isalpha, value)):
            return value


def uuid4(rng: random.Random) -> str:
    return str(uuid.UUID(bytes=rng.randbytes(16), version=4))


_TOKENS = (
    ("aws", "AKIA", string.ascii_uppercase + "234567", 16),
    ("github", "ghp" + "_", B62, 36),
    ("github", "gho" + "_", B62, 36),
    ("github", "github" + "_pat_", B62 + "_", 82),
    ("gitlab", "glpat" + "-", B64U, 20),
    ("gitlab", "gldt" + "-", B64U, 20),
    ("npm", "npm" + "_", B62, 36),
    ("pypi", "pypi" + "-AgEIcHlwaS5vcmc", B64U, 120),
    ("huggingface", "hf" + "_", string.ascii_letters, 34),
    ("stripe", "sk" + "_live_", B62, 24),
    ("stripe", "rk" + "_live_", B62, 24),
    ("sendgrid", "SG" + ".", B64U, 22),
    ("shopify", "shpat" + "_", HEX, 32),
    ("shopify", "shpss" + "_", HEX, 32),
    ("digitalocean", "dop" + "_v1_", HEX, 64),
    ("google", "AI" + "za", B64U, 35),
    ("anthropic", "sk" + "-ant-api03-", B64U, 93),
    ("openai", "sk" + "-proj-", B64U, 74),
    ("databricks", "da" + "pi", HEX, 32),
    ("vault", "hv" + "s.", B62, 95),
    ("doppler", "dp" + ".pt.", B62, 43),
    ("linear", "lin" + "_api_", B62, 40),
    ("grafana", "glc" + "_", B64, 60),
    ("postman", "PM" + "AK-", HEX, 24),
    ("newrelic", "NR" + "AK-", UP36, 27),
    ("square", "sq0" + "atp-", B64U, 22),
    ("dockerhub", "dckr" + "_pat_", B64U, 27),
    ("figma", "fig" + "d_", B64U, 40),
    ("pulumi", "pul" + "-", HEX, 40),
    ("rubygems", "rubygems" + "_", HEX, 48),
    ("planetscale", "pscale" + "_tkn_", B64U, 43),
    ("replicate", "r8" + "_", B62, 37),
    ("groq", "gs" + "k_", B62, 52),
    ("perplexity", "pp" + "lx-", B62, 48),
    ("sentry", "sntry" + "u_", HEX, 64),
    ("supabase", "sb" + "p_", HEX, 40),
    ("nvidia", "nv" + "api-", B64U, 64),
    ("notion", "nt" + "n_", string.digits, 11),
    ("clojars", "CLO" + "JARS_", B36, 60),
    ("dynatrace", "dt0" + "c01.", UP36, 24),
    ("duffel", "duffel" + "_live_", B64U, 43),
    ("easypost", "EZ" + "AK", B62, 54),
    ("flutterwave", "FLWSECK" + "_TEST-", HEX, 32),
    ("readme", "rd" + "me_", B36, 70),
    ("prefect", "pn" + "u_", B62, 36),
    ("hubspot", "pat" + "-na1-", "", 0),
    ("plaid", "access" + "-production-", "", 0),
    ("brevo", "xkey" + "sib-", HEX, 64),
    ("contentful", "CF" + "PAT-", B64U, 43),
    ("telegram", "", "", 0),
    ("slack", "xo" + "xb-", "", 0),
    ("mailchimp", "", "", 0),
    ("twilio", "SK", HEX, 32),
    ("tailscale", "tskey" + "-api-", B62, 30),
    ("posthog", "ph" + "x_", B62, 43),
)
"""Issuer, beginning, alphabet and length of what follows; those without a length are put together below."""

_BY_NAME = (
    ("adafruit", B36, 32), ("airtable", B36, 17), ("algolia", B36, 32), ("asana", B36, 32), ("bitbucket", B36, 64),
    ("bittrex", B36, 32), ("codecov", B36, 36), ("coinbase", B64U, 64), ("confluent", B36, 64), ("datadog", HEX, 32),
    ("discord", HEX, 64), ("droneci", B36, 32), ("dropbox", B36, 15), ("etsy", B36, 24), ("fastly", B64U, 32),
    ("finnhub", B36, 20), ("flickr", B36, 32), ("freshbooks", B36, 64), ("gitter", B64U, 40), ("intercom", B64U, 60),
    ("jfrog", B62, 73), ("kraken", B64, 86), ("launchdarkly", B64U, 40), ("linkedin", B36, 16), ("heroku", "", 0),
    ("messagebird", B36, 25), ("netlify", B64U, 43), ("nytimes", B64U, 32), ("okta", B64U, 42), ("plaid", B36, 30),
    ("rapidapi", B64U, 50), ("sendbird", HEX, 40), ("sonar", HEX, 40), ("squarespace", "", 0), ("mattermost", B36, 26),
    ("travis", B62, 22), ("trello", HEX, 32), ("twitch", B36, 30), ("twitter", B62, 45), ("zendesk", B36, 40),
    ("snyk", "", 0),
)  # fmt: skip
"""Issuers whose tokens have no beginning of their own: only the name of the variable says what the value is."""

_LINES = (
    '{i}_api_token = "{s}"',
    "{i}Token={s}",
    "export {I}_TOKEN={s}",
    "{i}_secret: '{s}'",
    '  "{i}ApiKey": "{s}",',
    "<{i}Token>{s}</{i}Token>",
    'const {i}Secret = "{s}";',
    "{i}.api.key={s}",
    "--{i}-token {s}",
    "{I}_SECRET := {s}",
    '"{i}Token" => "{s}"',
    "  - name: {I}_TOKEN\n    value: {s}",
    '<add key="{i}ApiKey" value="{s}" />',
    '{i}_token: "{s}"',
    "curl -H 'Authorization: Bearer {s}' https://api.{i}.com/v2/items",
    'String {i}Token = "{s}";',
    "{i}Token ?= '{s}'",
)


def token(rng: random.Random, issuer: str, begin: str, alphabet: str, length: int) -> str:
    """One random token of an issuer."""
    whole = {
        "telegram": lambda: f"{rng.randint(10**8, 10**10 - 1)}:AA{some(rng, B64U, 33)}",
        "slack": lambda: f"{begin}{rng.randint(10**11, 10**12)}-{rng.randint(10**11, 10**12)}-{some(rng, B62, 24)}",
        "mailchimp": lambda: f"{some(rng, HEX, 32)}-us{rng.randint(1, 21)}",
    }
    if length == 0:
        return whole[issuer]() if issuer in whole else begin + uuid4(rng)
    ends = {
        "sendgrid": ("." + some(rng, B64U, 43)),
        "postman": "-" + some(rng, HEX, 34),
        "notion": some(rng, B62, 35),
        "dynatrace": "." + some(rng, UP36, 64),
        "brevo": "-" + some(rng, B62, 16),
        "flutterwave": "-X",
    }
    mixed = set(alphabet) & set(string.digits) and set(alphabet) & set(string.ascii_letters)
    value = some(rng, alphabet, length) if mixed else "".join(rng.choices(alphabet, k=length))
    return begin + value + ends.get(issuer, "")


def secret_lines(count: int, seed: int) -> Iterator[Planted]:
    """``count`` short texts with one secret each, of every issuer in turn."""
    rng = random.Random(seed)
    for number in range(count):
        if number % 2:
            issuer, alphabet, length = _BY_NAME[number // 2 % len(_BY_NAME)]
            value = some(rng, alphabet, length) if length else uuid4(rng)
        else:
            issuer, begin, alphabet, length = _TOKENS[number // 2 % len(_TOKENS)]
            value = token(rng, issuer, begin, alphabet, length)
        text = rng.choice(_LINES).format(i=issuer, I=issuer.upper(), s=value)
        yield Planted(name=f"line{number}", text=text, lines=frozenset({text[: text.index(value)].count("\n") + 1}))


_CLEAN: tuple[Callable[[random.Random], str], ...] = (
    lambda r: f"public_key = \"{some(r, B64, 43)}\"",
    lambda r: f"SRCREV_{r.choice(['core', 'kernel', 'moby'])} = \"{some(r, HEX, 40)}\"",
    lambda r: f"credentialsId: '{uuid4(r)}'",
    lambda r: f"\"kms_key_id\": \"{uuid4(r)}\",",
    lambda r: f"{r.choice(['api', 'auth'])}_version = v{r.randint(1, 9)}.{r.randint(0, 99)}.0-rc{r.randint(1, 9)}",
    lambda r: f"token = os.environ['{r.choice(['GITHUB', 'NPM', 'PYPI'])}_TOKEN']",
    lambda r: f"password: ${{{r.choice(['DB', 'APP', 'MAIL'])}_PASSWORD}}",
    lambda r: f"<Password>{r.choice(['changeme', '********', 'xxxxxxxx', 'YOUR_PASSWORD'])}</Password>",
    lambda r: f"resolved \"https://registry.acme.io/pkg-{r.randint(1, 9)}.tgz#{some(r, HEX, 40)}\"",
    lambda r: f"integrity sha512-{base64.b64encode(r.randbytes(64)).decode()}",
    lambda r: f"  \"contentHash\": \"{base64.b64encode(r.randbytes(48)).decode()}\",",
    lambda r: f"csrf-token={base64.b64encode(r.randbytes(48)).decode()}",
    lambda r: f"primaryKey={some(r, B64U, 30)}",
    lambda r: f"nextPageToken: \"{some(r, B64U, 44)}\"",
    lambda r: f"secretName: {r.choice(['app', 'db', 'tls'])}-prod-{r.randint(100, 999)}-credentials",
    lambda r: f"keyboard: {r.choice(['logitech', 'cherry'])}-mx{r.randint(1000, 9999)}-DE",
    lambda r: f"author = \"{r.choice(['ada', 'bob'])}.{r.choice(['meyer', 'rossi'])}{r.randint(1, 99)}@mail.acme.com\"",
    lambda r: f"access_token_url = 'https://login.acme.com/oauth/access_token/{r.randint(10, 99)}'",
    lambda r: f"Authorization: Bearer ${{{r.choice(['TOKEN', 'ACCESS_TOKEN'])}}}",
    lambda r: f"curl -u \"${{USER}}:${{PASS}}\" https://host{r.randint(1, 9)}.acme.com/",
    lambda r: f"aws_access_key_id = AKIA{'IOSFODNN7'}EXAMPLE  # account {r.randint(10**11, 10**12)}",
    lambda r: f"password = \"{{{{ vault_{r.choice(['db', 'app'])}_password }}}}\"",
    lambda r: f"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA{some(r, B64, 43)} ops@host{r.randint(1, 99)}",
    lambda r: f"commit {some(r, HEX, 40)} (tag: v{r.randint(1, 9)}.{r.randint(0, 9)})",
    lambda r: f"token_type: bearer, expires_in: {r.randint(600, 7200)}, scope: read:user{r.randint(1, 9)}",
    lambda r: f"api_key: vault:secret/data/{r.choice(['billing', 'mail'])}/v{r.randint(1, 9)}#key",
    lambda r: f"secret: arn:aws:secretsmanager:eu-west-1:{r.randint(10**11, 10**12)}:secret:db-{some(r, B62, 6)}",
    lambda r: f"The password must have {r.randint(8, 16)} characters; tokens last {r.randint(1, 90)} days.",
    lambda r: f"tokens: {r.randint(100, 9999)} prompt, {r.randint(100, 9999)} completion, model m-{r.randint(3, 9)}",
    lambda r: f"etag: W/\"{some(r, HEX, 32)}\", x-cache-key: {some(r, HEX, 32)}",
    lambda r: f"<UserSecretsId>{uuid4(r)}</UserSecretsId>",
    lambda r: f"clientId = \"{uuid4(r)}\" tenant = \"{uuid4(r)}\"",
    lambda r: f"db_password = data.vault_generic_secret.db{r.randint(1, 9)}.data[\"password\"]",
    lambda r: f"fingerprint: SHA256:{some(r, B64, 43)}",
    lambda r: f"passwordResetToken.expires = {r.randint(10**12, 2 * 10**12)}",
    lambda r: f"key_{r.choice(['down', 'up'])}_event={some(r, B62, 20)}",
)  # fmt: skip


def clean_lines(count: int, seed: int) -> Iterator[Planted]:
    """``count`` lines that hold no secret."""
    rng = random.Random(seed)
    for number in range(count):
        yield Planted(name=f"clean{number}", text=_CLEAN[number % len(_CLEAN)](rng), lines=frozenset())
