/**
 * What the login page says to the server, and to the program that waits on this computer. There is no page in here, so that it can be
 * tested without a browser. Tokens travel in headers and bodies only.
 */

const UNREACHABLE = "The server cannot be reached. Check your connection and try again.";

/** The server said no; the message is meant for the person. */
export class Refusal extends Error {
  constructor(status, message, context) {
    super(message);
    this.status = status;
    this.context = context ?? {};
  }

  /** Whether the whole login has to begin again. */
  isOver() {
    return this.context.code === "mfa_expired";
  }
}

/** The routes of the server that a login needs. No cookie is sent or kept, except for a single sign-on under way. */
export class Server {
  #fetch;

  constructor(fetch) {
    this.#fetch = fetch;
  }

  /** The token of a login, without an organization. */
  async logIn(email, password) {
    return (await this.#call("POST", "/api/v3/auth/login", { body: { email, password } })).accessToken;
  }

  /** Where the person may go: objects with id, name and slug. */
  async organizations(token) {
    return (await this.#call("GET", "/api/v1/organization", { token })).organizations;
  }

  /** Enters an organization: a token, which with isMfaEnabled is good for nothing but {@link verify}. */
  choose(token, organizationId) {
    return this.#call("POST", "/api/v3/auth/select-organization", { token, body: { organizationId } });
  }

  /** Shows the second factor: a token without an organization. */
  async verify(token, mfaToken) {
    return (await this.#call("POST", "/api/v2/auth/mfa/verify", { token, body: { mfaToken, mfaMethod: "totp" } })).token;
  }

  async email(token) {
    return (await this.#call("GET", "/api/v1/user", { token })).user.email;
  }

  /** Begins a single sign-on that comes back to the page for this port: where to go. */
  async beginSso(orgSlug, callbackPort) {
    const { url } = await this.#call("POST", "/api/v1/sso/oidc/handover", { body: { orgSlug, callbackPort }, cookies: true });
    if (!["https:", "http:"].includes(new URL(url).protocol)) {
      throw new Refusal(0, "The single sign-on of this organization is not set up well.");
    }
    return url;
  }

  /** The token of the single sign-on that has just come back. */
  async endSso(callbackPort) {
    return (await this.#call("POST", `/api/v1/sso/oidc/handover/${callbackPort}`, { cookies: true })).token;
  }

  /** Ends the session, also when the page is going away. */
  logOut(token) {
    return this.#call("POST", "/api/v1/auth/logout", { token, keepalive: true });
  }

  async #call(method, path, { token, body, cookies = false, keepalive = false }) {
    const headers = { Accept: "application/json" };
    if (token) {
      headers.Authorization = `Bearer ${token}`;
    }
    if (body) {
      headers["Content-Type"] = "application/json";
    }
    const answer = await this.#send(path, {
      method,
      headers,
      body: body ? JSON.stringify(body) : undefined,
      credentials: cookies ? "same-origin" : "omit",
      cache: "no-store",
      redirect: "error",
      keepalive,
    });
    const said = await answer.json().catch(() => ({}));
    if (!answer.ok) {
      throw new Refusal(answer.status, text(said.message), said.context);
    }
    return said;
  }

  async #send(path, request) {
    try {
      return await this.#fetch(path, request);
    } catch {
      throw new Refusal(0, UNREACHABLE);
    }
  }
}

/** A text, or the list of issues of a 422. */
function text(message) {
  if (Array.isArray(message)) {
    return message.map((issue) => `${(issue.path ?? []).join(".")}: ${issue.message}`).join("\n");
  }
  return typeof message === "string" ? message : "The server could not answer. Try again in a moment.";
}

/** What the CLI takes. It has no use for a private key or a refresh token of ours, and gets none. */
export function credentials(email, token) {
  return { email, privateKey: "", JTWToken: token, RefreshToken: "" };
}

/**
 * The same as a text that people can paste into the CLI. Without what is empty, since it should be short: some terminals take no more than
 * 1,023 letters at once.
 */
export function pasteCode({ email, JTWToken }) {
  const bytes = new TextEncoder().encode(JSON.stringify({ email, JTWToken }));
  return btoa(String.fromCharCode(...bytes));
}

/** Hands a login to the program that waits at this port. Fails when that cannot be reached, or does not want it. */
export async function handOver(fetch, port, handed, signal) {
  const answer = await fetch(`http://127.0.0.1:${port}/`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(handed),
    credentials: "omit",
    cache: "no-store",
    redirect: "error",
    signal,
  });
  if (!answer.ok) {
    throw new Error(`the program answered ${answer.status}`);
  }
}
