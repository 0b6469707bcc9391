// Mouse, keys and search.

const searchBox = document.getElementById('search');
const found = document.getElementById('found');
const tip = document.getElementById('tip');
const keys = document.getElementById('keys');

function reveal(tick) {
  const x = toX(tick);
  if (x >= LABELS && x <= view.width - 20) return;
  view.left = tick - (view.width - LABELS) / view.scale / 2;
}

function goTo(tick) {
  state.tick = Math.max(0, Math.min(tick, data.end - 1));
  reveal(state.tick);
  tellMoment();
  redraw();
}

// The event on which the verdict, or else the first mark, hangs.
const reason = rejected || (marks.find((one) => one.event) || { event: null }).event;

function showVerdict() {
  tellVerdict();
  if (reason) goTo(reason.tick); else tellMoment();
  details.parentElement.scrollTop = 0;
}

// To the next event, or with the hidden steps to the next tick.
function step(direction, hidden) {
  if (hidden) {
    goTo(state.tick + direction);
  } else {
    const at = lastAt(events, direction > 0 ? state.tick : state.tick - 1);
    const event = events[direction > 0 ? at + 1 : at];
    if (!event) return;
    goTo(event.tick);
  }
  const { event } = atTick[state.tick] || {};
  if (event && event === reason) {
    tellVerdict();
    return;
  }
  const call = event && callOfEvent.get(event);
  if (call) tellItem({ call });
  else if (event) tellItem({ event });
}

function zoom(factor, x = LABELS + (view.width - LABELS) / 2) {
  const tick = toTick(x);
  const least = (view.width - LABELS) / (data.end + 1) * 0.9;
  view.scale = Math.max(Math.min(least, 8), Math.min(view.scale * factor, 80));
  view.left = tick - (x - LABELS) / view.scale;
  redraw();
}

function fit() {
  view.scale = Math.min(40, (view.width - LABELS) / (data.end + 1) * 0.97);
  view.left = 0;
  redraw();
}

// Everything that can be found, as text, made when it is first asked for.
let searchable = null;
function searchTexts() {
  if (searchable) return searchable;
  searchable = events.map((event) => ({ tick: event.tick, words: event.text.toLowerCase() }));
  for (const one of steps) {
    if (!one.rule) continue;
    one.rule.words ||= `${one.rule.name} ${one.rule.clauses.map((clause) => clause.id).join(' ')}`
      .toLowerCase();
    searchable.push({ tick: one.tick, words: one.rule.words });
  }
  searchable.sort((left, right) => left.tick - right.tick);
  return searchable;
}

function search(direction = 0) {
  const wanted = searchBox.value.trim().toLowerCase();
  if (direction === 0) {
    state.matches = wanted ? searchTexts().filter((one) => one.words.includes(wanted))
      .map((one) => one.tick) : [];
    state.match = state.matches.findIndex((tick) => tick >= state.tick);
    if (state.match < 0) state.match = 0;
  } else if (state.matches.length) {
    state.match = (state.match + direction + state.matches.length) % state.matches.length;
  }
  const some = state.matches.length > 0;
  const none = wanted ? 'none' : '';
  found.textContent = some ? `${state.match + 1} of ${state.matches.length}` : none;
  if (some) goTo(state.matches[state.match]);
  redraw();
}

function point(event) {
  const box = canvas.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
}

function hover(event) {
  const [x, y] = point(event);
  const item = hit(x, y);
  if (item !== state.hovered) {
    state.hovered = item;
    redraw();
  }
  tip.hidden = !item;
  if (!item) return;
  const parts = itemParts(item);
  const call = item.call;
  const cited = new Map();
  for (const one of call ? call.steps : []) {
    for (const clause of one.rule ? one.rule.clauses : []) cited.set(clause.id, clause);
  }
  parts.push(...[...cited.values()].slice(0, 3).map(clauseElement));
  tip.replaceChildren(...parts);
  const { offsetWidth, offsetHeight } = tip;
  // Beside the mouse, and never over the panel.
  const right = canvas.getBoundingClientRect().right;
  tip.style.left = `${Math.max(4, Math.min(event.clientX + 14, right - offsetWidth - 8))}px`;
  const below = event.clientY + 16 + offsetHeight < window.innerHeight;
  const top = below ? event.clientY + 16 : Math.max(4, event.clientY - offsetHeight - 10);
  tip.style.top = `${top}px`;
}

function click(event) {
  tip.hidden = true;
  const [x, y] = point(event);
  const near = reason && Math.abs(toX(reason.tick) - x) <= 5;
  const item = hit(x, y);
  const ofReason = item && reason && (item.event === reason ||
    (item.call && item.call.last === reason));
  if (near || ofReason) {
    showVerdict();
    return;
  }
  if (item) tellItem(item);
  if (x >= LABELS) goTo(Math.round(toTick(x)));
}

let drag = null;
canvas.addEventListener('pointerdown', (event) => {
  drag = { x: event.clientX, y: event.clientY, left: view.left, top: view.top, moved: false };
  canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener('pointermove', (event) => {
  if (!drag) {
    hover(event);
    return;
  }
  const across = event.clientX - drag.x;
  const down = event.clientY - drag.y;
  if (Math.abs(across) + Math.abs(down) > 4) drag.moved = true;
  if (!drag.moved) return;
  tip.hidden = true;
  view.left = drag.left - across / view.scale;
  view.top = drag.top - down;
  redraw();
});
canvas.addEventListener('pointerup', (event) => {
  if (drag && !drag.moved) click(event);
  drag = null;
});
canvas.addEventListener('pointerleave', () => {
  tip.hidden = true;
  state.hovered = null;
});
canvas.addEventListener('wheel', (event) => {
  event.preventDefault();
  if (event.ctrlKey || event.metaKey) {
    zoom(Math.exp(-event.deltaY / 300), point(event)[0]);
    return;
  }
  const tall = totalHeight > view.height - RULER;
  const across = event.deltaX + (event.shiftKey || !tall ? event.deltaY : 0);
  view.left += across / view.scale;
  if (tall && !event.shiftKey) view.top += event.deltaY;
  redraw();
}, { passive: false });

const actions = {
  ArrowLeft: (event) => step(-1, event.shiftKey),
  ArrowRight: (event) => step(1, event.shiftKey),
  Home: () => goTo(0),
  End: () => goTo(data.end - 1),
  v: showVerdict,
  '+': () => zoom(1.5),
  '=': () => zoom(1.5),
  '-': () => zoom(1 / 1.5),
  0: fit,
  '?': () => keys.showModal(),
  '/': () => searchBox.focus(),
};
document.addEventListener('keydown', (event) => {
  if (event.target === searchBox || keys.open || event.ctrlKey || event.metaKey) return;
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action(event);
});
searchBox.addEventListener('input', () => search());
searchBox.addEventListener('keydown', (event) => {
  if (event.key === 'Enter') search(event.shiftKey ? -1 : 1);
  if (event.key === 'Escape') {
    searchBox.value = '';
    search();
    canvas.focus();
  }
});
document.getElementById('verdict').onclick = showVerdict;
document.getElementById('fit').onclick = fit;
document.getElementById('help').onclick = () => keys.showModal();
window.addEventListener('resize', redraw);
window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  readColours();
  redraw();
});

function open() {
  const name = data.scenario || data.trace;
  document.title = `${name}: ${verdict.verdict}`;
  document.getElementById('title').textContent = name;
  const badge = document.getElementById('verdict');
  badge.textContent = verdict.verdict;
  badge.classList.add(verdict.verdict);
  document.getElementById('summary').textContent =
    `${verdict.profile}, ${events.length} events`;
  for (const kind of new Set(marks.map((one) => one.kind))) {
    const count = marks.filter((one) => one.kind === kind).length;
    const flag = element('button', count > 1 ? `${count} × ${kind}` : kind, `flag ${kind}`);
    flag.type = 'button';
    flag.onclick = showVerdict;
    document.getElementById('summary').before(flag);
  }
  readColours();
  draw();
  // The whole of a short trace; of a long one the place that matters.
  if (data.end * 6 < view.width - LABELS) fit();
  tellVerdict();
  goTo(reason ? reason.tick : 0);
  draw();
  canvas.focus();
}
open();
