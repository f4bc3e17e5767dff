// Asks the backend for its version and says what came of it.

const PATIENCE_MS = 5000; // a backend that starts cold answers within two seconds

const backend = document.querySelector('meta[name="frachter-backend"]').content;
const status = document.getElementById("backend");
const again = document.getElementById("again");

async function versionOf(base) {
  const address = new URL("version", base.endsWith("/") ? base : `${base}/`);
  const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
  const { name, version } = await answer.json();
  if (typeof name !== "string" || typeof version !== "string") {
    throw new Error("its answer names no version");
  }
  return `${name} ${version}`;
}

async function ask() {
  again.disabled = true;
  status.dataset.state = "asking";
  status.textContent = "Asking the backend …";
  try {
    status.textContent = `Up: ${await versionOf(backend)}`;
    status.dataset.state = "up";
  } catch (error) {
    const reason = error.name === "TimeoutError" ? "it did not answer in time" : error.message;
    status.textContent = `No answer from ${backend}: ${reason}`;
    status.dataset.state = "down";
  } finally {
    again.disabled = false;
  }
}

again.addEventListener("click", ask);
ask();
