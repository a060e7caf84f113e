"use strict";
// Filters, language, theme, and the review of a source. Text of sources only ever goes in as text, never as markup.
(() => {
  const $ = (selector, below = document) => below.querySelector(selector);
  const $$ = (selector, below = document) => [...below.querySelectorAll(selector)];
  const root = document.documentElement;
  const kept = {
    get(key) { try { return localStorage.getItem("kehoach:" + key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem("kehoach:" + key, value); } catch { /* private window: kept in the page only */ } },
  };
  const t = (key) => { const found = window.LABELS[key]; return found ? found[root.lang] || found.vi : key.split(":").pop(); };
  const say = (text) => { const status = $("#status"); status.textContent = text; clearTimeout(say.timer); say.timer = setTimeout(() => { status.textContent = ""; }, 6000); };
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
  const element = (name, attributes = {}, text = "") => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
  };

  // ---- language and theme
  function label(below) { for (const node of $$("[data-t]", below)) node.textContent = t(node.dataset.t); }
  function speak(language) {
    root.lang = language;
    label(document);
    for (const node of $$("[data-t-placeholder]")) node.placeholder = t(node.dataset.tPlaceholder);
    $("#language").lang = language === "vi" ? "en" : "vi";
    document.dispatchEvent(new Event("spoken"));
  }
  $("#language").addEventListener("click", () => { const next = root.lang === "vi" ? "en" : "vi"; kept.set("language", next); speak(next); });
  $("#theme").addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    kept.set("theme", root.dataset.theme);
  });
  $("#print").addEventListener("click", () => window.print());
  if (["light", "dark"].includes(kept.get("theme"))) root.dataset.theme = kept.get("theme");

  // ---- filtering, shared by both kinds of page; `show` is given what matches, `sort` the items and the chosen order
  function filtering(items, { text, matches, sort, show, step = Infinity }) {
    const haystacks = new Map();
    let limit = step;
    const query = $("#query"), order = $("#order"), state = $("#state");
    const worded = (item) => { if (!haystacks.has(item)) haystacks.set(item, fold(text(item))); return haystacks.get(item); };
    const apply = () => {
      const words = fold(query.value).split(/\s+/).filter(Boolean);
      const found = items.filter((item) => words.every((word) => worded(item).includes(word)) && matches(item, state.value));
      show(found.slice(0, limit));
      $("#shown").textContent = `${Math.min(limit, found.length)} ${t("ui:of")} ${found.length === items.length ? items.length : found.length + " / " + items.length}`;
      $("#nothing").hidden = found.length > 0 || items.length === 0;
      if ($("#more")) $("#more").hidden = found.length <= limit;
    };
    query.addEventListener("input", () => { limit = step; apply(); });
    for (const choice of $$(".filters select")) choice.addEventListener("change", () => { limit = step; if (choice === order) sort(items, order.value); apply(); });
    $(".filters").addEventListener("submit", (event) => event.preventDefault());
    $("#more")?.addEventListener("click", () => { limit += step; apply(); });
    document.addEventListener("spoken", apply);
    apply();
    let next = 0;  // texts are folded while nothing else is to be done, so that the first letter typed is as quick as the next
    const ahead = (idle) => {
      while (next < items.length && idle.timeRemaining() > 1) worded(items[next++]);
      if (next < items.length) window.requestIdleCallback(ahead);
    };
    window.requestIdleCallback?.(ahead);
  }

  // ---- the index
  if (document.body.classList.contains("index")) {
    const body = $("table.documents tbody"), made = document.createElement("template");
    const rows = JSON.parse($("#rows").textContent);
    rows.forEach((row, at) => { row.at = at; });
    const written = root.lang;
    const plain = (html) => { made.innerHTML = html; return made.content.textContent; };
    filtering(rows, {
      text: (row) => plain(row.html),
      matches: (row, state) => (!$("#kind").value || row.kind === $("#kind").value) && (
        !state || (state === "with_findings" && row.findings > 0)
        || (state === "low_confidence" && row.confidence !== null && row.confidence < 0.985)
        || (state === "not_reviewed" && row.open > 0)),
      sort: (items, order) => items.sort({
        worst_first: (a, b) => a.at - b.at,
        by_date: (a, b) => b.date.localeCompare(a.date) || a.at - b.at,
        by_title: (a, b) => a.title.localeCompare(b.title, "vi") || a.at - b.at,
      }[order]),
      show: (shown) => { made.innerHTML = shown.map((row) => row.html).join(""); if (root.lang !== written) label(made.content); body.replaceChildren(made.content); },
      step: 200,
    });
  }

  // ---- a source: looking
  function looking() {
    const tasks = $$("article.task");
    const light = (task, { scroll = true } = {}) => {
      for (const node of $$(".on")) node.classList.remove("on");
      if (!task) return;
      task.classList.add("on");
      const pieces = $$(`.read [data-task="${CSS.escape(task.dataset.task)}"]`);
      for (const piece of pieces) piece.classList.add("on");
      const visible = pieces.find((piece) => piece.getClientRects().length > 0);
      if (visible && scroll) show(visible);
    };
    const show = (node) => {
      const pane = $(".pane.read");
      if (pane.scrollHeight <= pane.clientHeight + 1) return;
      const offset = node.getBoundingClientRect().top - pane.getBoundingClientRect().top;
      if (offset < 60 || offset > pane.clientHeight - 80) pane.scrollTop += offset - pane.clientHeight / 3;
    };
    const go = (task) => { if (!task) return; task.focus({ preventScroll: true }); task.scrollIntoView({ block: "nearest" }); light(task); };
    const step = (by) => {
      const visible = tasks.filter((task) => !task.hidden).sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
      const at = visible.indexOf($("article.task.on"));
      go(visible[Math.min(visible.length - 1, Math.max(0, at + by))]);
    };
    document.addEventListener("click", (event) => {
      const piece = event.target.closest(".read [data-task]");
      if (piece) { const task = document.getElementById("t-" + piece.dataset.task); if (task) { task.hidden = false; go(task); } return; }
      const place = event.target.closest("a.place");
      if (place) {
        event.preventDefault();
        const line = document.getElementById(place.hash.slice(1)) || nearest(place.dataset.page, Number(place.dataset.line)) || document.getElementById("p" + place.dataset.page);
        if (!line) return;
        for (const node of $$(".read .on")) node.classList.remove("on");
        line.classList.add("on");
        const details = line.closest("details");
        if (details) details.open = true;
        const pane = $(".pane.read");
        if (pane.scrollHeight > pane.clientHeight + 1) pane.scrollTop += line.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
        else line.scrollIntoView({ block: "center" });
        return;
      }
      const task = event.target.closest("article.task");
      if (!task) return;
      if (event.target.closest(".locate")) { light(task); $(".pane.read").scrollIntoView({ block: "nearest" }); $$(".read .on")[0]?.scrollIntoView({ block: "nearest" }); } else light(task);
    });
    const nearest = (page, line) => $$(`#p${CSS.escape(page)} [data-line]`).filter((node) => Number(node.dataset.line) <= line).pop();
    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
      const task = $("article.task.on");
      const keys = {
        j: () => step(1), k: () => step(-1), "/": () => $("#query").focus(),
        c: () => task && $(".confirm", task).click(), e: () => task && $(".edit", task).click(),
      };
      if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
    });
    if (!tasks.length) return;
    const number = (task, key) => Number(task.dataset[key] || 0);
    const holders = new Map();
    for (const holder of $$(".tasks")) holders.set(holder, [...holder.children]);
    filtering(tasks, {
      text: (task) => $$(".value, .number, .message, .findings b", task).map((node) => node.textContent).join(" "),
      matches: (task, state) => !state
        || (state === "with_findings" && number(task, "findings") > 0) || (state === "with_repairs" && number(task, "repairs") > 0)
        || (state === "low_confidence" && number(task, "confidence") < 0.985)
        || (state === "not_reviewed" && !task.dataset.review && !task.classList.contains("settled"))
        || (state === "reviewed" && (task.dataset.review || task.classList.contains("settled"))),
      sort: (_, order) => {
        for (const [holder, children] of holders) {
          const own = order === "worst_first" ? children.filter((child) => child.matches("article")).sort((a, b) => number(b, "risk") - number(a, "risk") || number(a, "order") - number(b, "order")) : children;
          holder.replaceChildren(...own);
        }
      },
      show: (shown) => { const kept = new Set(shown); for (const task of tasks) task.hidden = !kept.has(task); },
    });
  }

  // ---- a source: reviewing
  function reviewing() {
    const facts = JSON.parse($("#facts").textContent);
    const token = $('meta[name="kehoach-token"]')?.content;
    const reviews = new Map();
    let unsaved = false;
    const keyOf = { field: (owner, field) => `f|${owner}|${field}`, row: (task) => `r|${task}`, text: (number) => `t|${number}` };
    const squeezed = (text) => (text || "").split(/\s+/).filter(Boolean).join(" ");
    const sameRow = (a, b) => Object.keys(a).every((key) => squeezed(a[key]) === squeezed(b[key]));
    const now = () => new Date().toISOString().replace(/\.\d+Z$/, "Z");
    const reviewer = $("#reviewer");
    reviewer.value = kept.get("reviewer") || "";
    reviewer.addEventListener("change", () => kept.set("reviewer", reviewer.value.trim()));
    const stamped = (review) => ({ ...review, reviewer: reviewer.value.trim() || null, at: now() });

    // Reviews that were made before: known again by what they are about.
    const others = [];
    const keyed = (review) => {
      if (review.verdict === "accept" || review.verdict === "reject") {
        const found = Object.entries(facts.repairs).find(([, r]) => r.raw === review.raw && r.start === review.start && r.before === review.before && r.page === review.page && r.line === review.line && r.cell === review.cell);
        return found && keyOf.text(found[0]);
      }
      if (review.row) {
        const alike = Object.entries(facts.tasks).filter(([, task]) => sameRow(task.row, review.row));
        const found = alike.find(([, task]) => task.page === review.page && task.line === review.line) || (alike.length === 1 ? alike[0] : undefined);
        return found && (review.verdict === "confirm" ? keyOf.row(found[0]) : keyOf.field(found[0], review.field));
      }
      const found = Object.entries(facts.documents).find(([, d]) => d.kind === review.kind && d.page === review.page && d.line === review.line);
      return found && keyOf.field(found[0], review.field);
    };
    const take = (review) => { const key = keyed(review); if (key) reviews.set(key, review); else others.push(review); };
    facts.reviews.forEach(take);
    const stored = kept.get("reviews:" + facts.source_id);
    if (stored) {
      try {
        const mine = JSON.parse(stored);
        if (mine.base === JSON.stringify(facts.reviews)) {
          reviews.clear(); others.length = 0;
          mine.reviews.forEach(take);
          unsaved = mine.unsaved;
        } else if (mine.unsaved) { mine.reviews.forEach(take); unsaved = true; }
      } catch { /* not ours */ }
    }
    const all = () => [...others, ...reviews.values()];
    const keep = () => kept.set("reviews:" + facts.source_id, JSON.stringify({ base: JSON.stringify(facts.reviews), reviews: all(), unsaved }));
    const put = (key, review) => {
      if (review) reviews.set(key, stamped(review)); else reviews.delete(key);
      unsaved = true; keep(); paint();
    };

    function paintOthers() {
      const list = $("#others ul");
      $("#others").hidden = others.length === 0;
      list.replaceChildren(...others.map((review) => {
        const item = element("li", {}, `${t("ui:page")} ${review.page}, ${t("ui:line")} ${review.line}: ${t("ui:" + ({ accept: "accepted", reject: "rejected", confirm: "confirmed" }[review.verdict] || "edited"))} `);
        item.append(element("del", {}, review.before || "∅"), " → ", element("ins", {}, review.after || "∅"), " ");
        const back = element("button", { type: "button", class: "small" }, t("ui:undo"));
        back.addEventListener("click", () => { others.splice(others.indexOf(review), 1); unsaved = true; keep(); paint(); });
        item.append(back);
        return item;
      }));
    }
    function paint() {
      paintOthers();
      const total = all().length;
      const count = $("#count");
      count.hidden = total === 0;
      $("b", count).textContent = total;
      count.classList.toggle("unsaved", unsaved);
      $("#save").disabled = !unsaved && total === 0;
      const label = $("#save [data-t]");
      label.dataset.t = token ? "ui:save_reviews" : "ui:download";
      label.textContent = t(label.dataset.t);
      for (const field of $$(".field")) paintField(field);
      for (const task of $$("article.task")) paintTask(task);
      for (const item of $$("[data-repair]")) {
        const verdict = reviews.get(keyOf.text(item.dataset.repair))?.verdict;
        for (const button of $$("[data-verdict]", item)) button.setAttribute("aria-pressed", String(button.dataset.verdict === verdict));
      }
    }
    function paintField(field) {
      const review = reviews.get(keyOf.field(field.dataset.owner, field.dataset.field));
      const changed = review !== undefined, seen = changed ? JSON.stringify([review.before, review.after]) : "";
      if ((field.dataset.seen ?? "") === seen) return;
      field.dataset.seen = seen;
      const value = $(".value", field);
      if (!field.original) field.original = [...value.childNodes].map((node) => node.cloneNode(true));
      field.classList.toggle("changed", changed);
      if (!changed) { value.replaceChildren(...field.original.map((node) => node.cloneNode(true))); return; }
      const was = element("span", { class: "was" });
      was.append(element("del", {}, review.before || "∅"), " ");
      const back = element("button", { type: "button", class: "small quiet back" }, t("ui:undo"));
      was.append(back);
      value.replaceChildren(...shown(review.after, field.dataset), was);
    }
    function shown(after, { form, field }) {
      if (after === null || after === undefined) return [element("span", { class: "blank" }, t("ui:not_stated"))];
      if (form === "list") { const list = element("ul"); for (const item of after.split("\n")) list.append(element("li", {}, item)); return [list]; }
      if (form === "area") return [document.createTextNode(t("value:programme_area=" + after))];
      if (form === "number" && field.endsWith("_vnd")) return [document.createTextNode(after.replace(/\B(?=(\d{3})+$)/g, ".") + " đ")];
      return [document.createTextNode(after)];
    }
    function paintTask(task) {
      const confirmed = reviews.get(keyOf.row(task.dataset.task));
      const edited = $$(".field.changed", task).length > 0;
      $(".confirm", task).setAttribute("aria-pressed", String(Boolean(confirmed)));
      task.classList.toggle("settled", Boolean(confirmed) || edited);
      const mark = $(".mark", task);
      mark.hidden = !confirmed && !edited;
      mark.textContent = edited ? t("ui:edited") : t("ui:confirmed");
    }

    // Editing a field in its place.
    const areas = Object.keys(window.LABELS).filter((key) => key.startsWith("value:programme_area=")).map((key) => key.split("=")[1]);
    function edit(field) {
      if ($("form", field)) return;
      const { owner, field: name, form, value } = field.dataset;
      const current = reviews.get(keyOf.field(owner, name));
      const text = (current ? current.after : value) ?? "";
      const editor = element("form");
      const label = $(".edit", field).getAttribute("aria-label");
      let input;
      if (form === "area") {
        input = element("select");
        input.append(element("option", { value: "" }, t("ui:not_stated")), ...areas.map((area) => element("option", { value: area }, t("value:programme_area=" + area))));
      } else if (form === "date") input = element("input", { type: "date" });
      else if (form === "number") input = element("input", { inputmode: "numeric" });
      else input = element("textarea", { rows: form === "list" ? 4 : 3 });
      input.setAttribute("aria-label", label);
      input.value = text;
      const hints = { list: "ui:one_item_a_line", number: name.endsWith("_vnd") ? "ui:in_dong" : "", date: "" };
      const wrong = element("span", { class: "wrong", role: "alert" });
      const buttons = element("div");
      buttons.append(element("button", { type: "submit", class: "main small" }, t("ui:save")), " ", element("button", { type: "button", class: "small cancel" }, t("ui:cancel")));
      editor.append(input, element("span", { class: "hint" }, hints[form] ? t(hints[form]) : ""), wrong, buttons);
      $(".value", field).hidden = true; $(".edit", field).hidden = true;
      field.prepend(editor);
      input.focus();
      const close = () => { editor.remove(); $(".value", field).hidden = false; $(".edit", field).hidden = false; $(".edit", field).focus(); };
      editor.addEventListener("keydown", (event) => {
        if (event.key === "Escape") { event.stopPropagation(); close(); }
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) editor.requestSubmit();
      });
      $(".cancel", editor).addEventListener("click", close);
      editor.addEventListener("submit", (event) => {
        event.preventDefault();
        const after = cleaned(input.value, form);
        if (after === undefined) { wrong.textContent = t("ui:invalid"); return; }
        close();
        const key = keyOf.field(owner, name);
        if ((after ?? "") === (current ? current.after ?? "" : value)) return;
        if (current && (after ?? "") === (current.before ?? "")) return put(key, null);
        const task = facts.tasks[owner], about = task ? { page: task.page, line: task.line, row: task.row } : facts.documents[owner];
        put(key, { verdict: "correct", ...about, field: name, before: current ? current.before : value || null, after });
      });
    }
    // What was typed in the form that a review takes; undefined where it cannot be.
    function cleaned(typed, form) {
      const lines = typed.normalize("NFC").split("\n").map((line) => line.trim()).filter(Boolean);
      const text = form === "list" ? lines.join("\n") : lines.join(" ");
      if (!text) return null;
      if (form === "number") { const digits = text.replace(/[.\s,]/g, ""); return /^\d{1,18}$/.test(digits) ? String(BigInt(digits)) : undefined; }
      return text;
    }

    document.addEventListener("click", (event) => {
      const field = event.target.closest(".field");
      if (field && event.target.closest(".edit")) return edit(field);
      if (field && event.target.closest(".back")) return put(keyOf.field(field.dataset.owner, field.dataset.field), null);
      const confirm = event.target.closest(".confirm");
      if (confirm) {
        const id = confirm.closest("article").dataset.task, key = keyOf.row(id), task = facts.tasks[id];
        return put(key, reviews.has(key) ? null : { verdict: "confirm", page: task.page, line: task.line, row: task.row });
      }
      const verdict = event.target.closest("[data-verdict]");
      if (verdict) {
        const number = verdict.closest("[data-repair]").dataset.repair, key = keyOf.text(number);
        if (reviews.get(key)?.verdict === verdict.dataset.verdict) return put(key, null);
        return put(key, { verdict: verdict.dataset.verdict, ...facts.repairs[number] });
      }
    });

    // A review leaves the page as a file, or goes to `kehoach review`.
    const envelope = () => JSON.stringify({ kind: "reviews", schema_version: facts.schema_version, content: { source_id: facts.source_id, path: facts.path, reviews: all() } }, null, 1);
    $("#save").addEventListener("click", async () => {
      if (!token) {
        const link = element("a", { download: `${facts.source_id}.json`, href: URL.createObjectURL(new Blob([envelope()], { type: "application/json" })) });
        link.click();
        unsaved = false; keep(); paint();
        return say(t("ui:how_to_apply"));
      }
      try {
        const answer = await fetch(`/reviews/${facts.source_id}`, { method: "POST", headers: { "Content-Type": "application/json", "X-Kehoach-Token": token }, body: envelope() });
        const words = await answer.text();
        if (!answer.ok) throw new Error(words);
        unsaved = false; keep(); paint();
        say(`${t("ui:saved")} ${t("ui:run_again")}`);
      } catch (error) { say(`${t("ui:save_failed")}: ${error.message}`); }
    });
    window.addEventListener("beforeunload", (event) => { if (unsaved && token) event.preventDefault(); });
    document.addEventListener("spoken", () => { for (const field of $$(".field.changed")) field.dataset.seen = "\u0000"; paint(); });
    paint();
  }
  if (document.body.classList.contains("source")) { reviewing(); looking(); }

  const language = kept.get("language");
  if (language && language !== root.lang && ["vi", "en"].includes(language)) speak(language);
})();
