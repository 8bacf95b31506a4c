/**
 * The steps of the login page. Each is a section of the document, and one shows at a time. What the server says is shown as text, never as
 * markup. Tokens are in this script's memory and nowhere else, until the person hands one over.
 */
import { Refusal, Server, credentials, handOver, pasteCode } from "./client.js";

const PATIENCE_MILLIS = 30_000;
/** A click that comes sooner was meant for what stood there before. */
const READING_MILLIS = 700;

const NEWS = {
  "#sso-failed": "The single sign-on failed or was cancelled. Begin again.",
  "#sso-unknown":
    "Your login there opens nothing here: it is not linked to an account, or you are not a member of this organization. Ask an administrator.",
};

const port = Number(document.body.dataset.port);
const ask = (...request) => fetch(...request);
const server = new Server(ask);

let token = null;
let challenge = null;
let chosen = null;
let handed = null;
let askedAt = 0;

const at = (id) => document.getElementById(id);

function show(step) {
  for (const section of document.querySelectorAll("main > section")) {
    section.hidden = section.id !== step;
  }
  at("alert").textContent = "";
  document.querySelector(`#${step} h1`)?.focus();
}

function say(message, calm = false) {
  at("alert").classList.toggle("calm", calm);
  at("alert").textContent = message;
}

/** Begins at the beginning; a session that was not handed over ends. */
function restart(message = "", calm = false) {
  forget();
  at("password-form").reset();
  at("code-form").reset();
  show("start");
  at("email").focus();
  say(message, calm);
}

function forget() {
  if (token && !handed) {
    server.logOut(token).catch(() => {});
  }
  token = null;
  challenge = null;
  chosen = null;
  handed = null;
}

function messageOf(failure) {
  return failure instanceof Refusal ? failure.message : "Something went wrong on this page. Load it again.";
}

/** Does one step for the person, who cannot begin it twice. */
async function attempt(step) {
  const buttons = document.querySelectorAll("button");
  buttons.forEach((button) => (button.disabled = true));
  say("");
  try {
    await step();
  } catch (failure) {
    if (failure instanceof Refusal && !failure.isOver()) {
      say(failure.message);
    } else {
      restart(messageOf(failure));
    }
  } finally {
    buttons.forEach((button) => (button.disabled = false));
  }
}

function onSubmit(id, step) {
  at(id).addEventListener("submit", (event) => {
    event.preventDefault();
    attempt(step);
  });
}

async function logIn() {
  forget();
  token = await server.logIn(at("email").value, at("password").value);
  at("password").value = "";
  await enter();
}

async function goToProvider(slug) {
  location.assign(await server.beginSso(slug, port));
}

async function comeBack() {
  try {
    token = await server.endSso(port);
    await enter();
  } catch (failure) {
    restart(failure.status === 401 ? NEWS["#sso-failed"] : messageOf(failure));
  }
}

/** Enters the only organization, or asks which. */
async function enter() {
  const organizations = await server.organizations(token);
  if (organizations.length === 0) {
    restart("You are not a member of any organization. Ask an administrator to invite you.");
  } else if (organizations.length > 1) {
    at("organizations").replaceChildren(...organizations.map(option));
    show("choice");
  } else {
    await choose(organizations[0]).catch((failure) => restart(messageOf(failure)));
  }
}

function option(organization, index) {
  const input = document.createElement("input");
  input.type = "radio";
  input.name = "organization";
  input.required = true;
  input.checked = index === 0;
  input.organization = organization;
  const slug = document.createElement("small");
  slug.textContent = organization.slug;
  const name = document.createElement("span");
  name.append(organization.name, slug);
  const label = document.createElement("label");
  label.className = "option";
  label.append(input, name);
  return label;
}

async function choose(organization) {
  chosen = organization;
  const entered = await server.choose(token, organization.id);
  if (entered.isMfaEnabled) {
    challenge = entered.token;
    show("code");
    at("totp").focus();
  } else {
    token = entered.token;
    await conclude();
  }
}

async function verify() {
  const code = at("totp").value;
  at("totp").value = "";
  try {
    token = await server.verify(challenge, code);
  } catch (failure) {
    at("totp").focus();
    throw withTriesLeft(failure);
  }
  await choose(chosen).catch((failure) => restart(messageOf(failure)));
}

function withTriesLeft(failure) {
  const left = failure.context?.triesLeft;
  return left > 0 && !failure.isOver()
    ? new Refusal(failure.status, `${failure.message} ${left} ${left === 1 ? "try" : "tries"} left.`, failure.context)
    : failure;
}

/** Shows who is logged in where; nothing has been handed over yet. */
async function conclude() {
  const email = await server.email(token);
  document.querySelectorAll(".email").forEach((place) => (place.textContent = email));
  document.querySelectorAll("dd.organization").forEach((place) => (place.textContent = chosen.name));
  chosen.email = email;
  show(port ? "confirmation" : "ready");
  askedAt = performance.now();
}

function agree() {
  if (performance.now() - askedAt > READING_MILLIS) {
    attempt(giveAway);
  }
}

async function giveAway() {
  handed = credentials(chosen.email, token);
  await deliver();
}

async function deliver() {
  show("sending");
  try {
    await handOver(ask, port, handed, AbortSignal.timeout(PATIENCE_MILLIS));
    at("paste-code").value = "";
    forget();
    show("done");
  } catch {
    at("paste-code").value = pasteCode(handed);
    at("copied").textContent = "";
    show("paste");
  }
}

async function copy() {
  at("paste-code").select();
  try {
    await navigator.clipboard.writeText(at("paste-code").value);
    at("copied").textContent = "Copied.";
  } catch {
    at("copied").textContent = document.execCommand("copy") ? "Copied." : "Press Ctrl+C or ⌘C to copy.";
  }
}

onSubmit("password-form", logIn);
onSubmit("sso-form", () => goToProvider(at("organization").value.trim()));
onSubmit("choice-form", () => choose(document.querySelector("#organizations :checked").organization));
onSubmit("code-form", verify);
document.querySelectorAll(".offer").forEach((button) =>
  button.addEventListener("click", () => attempt(() => goToProvider(button.dataset.organization))),
);
document.querySelectorAll(".restart").forEach((button) => button.addEventListener("click", () => restart()));
at("hand-over").addEventListener("click", agree);
at("again").addEventListener("click", () => attempt(deliver));
at("copy").addEventListener("click", copy);
at("cancel").addEventListener("click", () => restart("Nothing was handed over.", true));
at("log-out").addEventListener("click", () => restart());
document.querySelector(".domain").textContent = `${location.origin}/api`;

addEventListener("pagehide", forget);
addEventListener("pageshow", (event) => event.persisted && location.reload());

const news = location.hash;
history.replaceState(null, "", location.pathname + location.search);
if (news === "#sso") {
  attempt(comeBack);
} else {
  restart(NEWS[news]);
}
