// The canvas: what of the rows is on the screen.

const canvas = document.getElementById('lanes');
const context = canvas.getContext('2d');
const RULER = 24;
const LABELS = 176;
const DOTS = 7;

const view = { left: 0, scale: 8, top: 0, width: 0, height: 0 };
const state = { tick: 0, hovered: null, matches: [], match: -1 };
let colours = {};
let waiting = false;

function readColours() {
  const style = getComputedStyle(document.documentElement);
  const names = ['ground', 'panel', 'stripe', 'line', 'ink', 'quiet', 'accent', 'call', 'call-ink',
    'routine', 'issued', 'pended', 'completed', 'notified', 'failed', 'refused', 'cancelled',
    'level', 'packet', 'apc', 'sent', 'arrived', 'received', 'rejected', 'core', 'misuse'];
  colours = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`)]));
}

const toX = (tick) => LABELS + (tick - view.left) * view.scale;
const toTick = (x) => view.left + (x - LABELS) / view.scale;

function limit() {
  const span = (view.width - LABELS) / view.scale;
  view.left = Math.max(Math.min(view.left, data.end - span * 0.5), Math.min(0, data.end - span));
  view.left = Math.max(view.left, -span * 0.05);
  view.top = Math.max(0, Math.min(view.top, totalHeight - (view.height - RULER) + ROW));
}

// Draws soon, once for all that asked.
function redraw() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    draw();
  });
}

const widths = new Map();

// As much of a text as there is room for.
function text(content, x, y, room, colour) {
  if (room < 18) return;
  let width = widths.get(content);
  if (width === undefined) widths.set(content, width = context.measureText(content).width);
  const most = Math.floor(content.length * (room - 3 - DOTS) / width);
  if (width > room - 3 && most < 2) return;
  context.fillStyle = colour;
  context.fillText(width <= room - 3 ? content : `${content.slice(0, most)}…`, x, y, room - 3);
}

// `free`: the tick until which nothing else lies in the row.
function drawBar(item, row, y, free) {
  const x = toX(item.from);
  const width = Math.max(3, toX(item.until) - x);
  const parts = item.segments || [item];
  for (const part of parts) {
    const from = toX(part.from);
    context.fillStyle = colours[part.paint];
    context.fillRect(from, y + 2, Math.max(2, toX(part.until) - from), row.height - 4);
  }
  const event = item.event;
  if (event && core.has(event.seq)) outline(x, y, width, row, colours.core);
  if (item.call && item.call.last && core.has(item.call.last.seq)) {
    outline(x, y, width, row, colours.core);
  }
  if (event && rejected && (event === rejected || (item.call && item.call.last === rejected))) {
    outline(x, y, width, row, colours.rejected);
  }
  if (item === state.hovered) outline(x, y, width, row, colours.accent);
  if (markedEvents.has(event) || (item.call && markedEvents.has(item.call.last))) {
    outline(x, y, width, row, colours.misuse);
  }
  if (!item.text) return;
  const start = Math.max(x, LABELS) + 4;
  const middle = y + row.height / 2 + 1;
  const room = x + width - start;
  const beside = toX(free) - x - width - 6;
  // A bar that is too short for its name has it beside, if nothing else is there.
  if (room < 40 && beside > room && start === x + 4 && !item.clock) {
    text(item.text, x + width + 4, middle, beside, colours.ink);
  } else {
    text(item.text, start, middle, room, colours['call-ink']);
  }
}

function outline(x, y, width, row, colour) {
  context.strokeStyle = colour;
  context.lineWidth = 2;
  context.strokeRect(x, y + 2, width, row.height - 4);
}

function drawLevel(item, row, y) {
  const x = toX(item.from);
  const width = Math.max(1, toX(item.until) - x);
  const high = y + 4;
  const low = y + row.height - 4;
  context.fillStyle = colours.level;
  if (item.high) {
    context.globalAlpha = 0.25;
    context.fillRect(x, high, width, low - high);
    context.globalAlpha = 1;
  }
  context.fillRect(x, item.high ? high : low, width, 2);
  context.fillRect(x, high, 1, low - high + 2);
}

function drawStream(item, row, y) {
  const x = toX(item.from);
  const width = Math.max(1, toX(item.until) - x);
  const bottom = y + row.height - 3;
  const full = row.height - 8;
  const { sent, arrived, received, endArrived } = item.change;
  for (const [name, amount] of [['sent', sent], ['arrived', arrived], ['received', received]]) {
    const height = full * amount / item.most;
    context.fillStyle = colours[name];
    context.fillRect(x, bottom - height, width, height);
  }
  if (endArrived) {
    context.fillStyle = colours.ink;
    context.fillRect(x, bottom, width, 2);
  }
}

const drawers = { bars: drawBar, level: drawLevel, stream: drawStream };

function drawRow(row) {
  const y = RULER + row.y - view.top;
  if (y + row.height < RULER || y > view.height) return;
  if (row.kind === 'group') {
    context.fillStyle = colours.panel;
    context.fillRect(0, y, view.width, row.height);
    return;
  }
  const right = toTick(view.width);
  const { items } = row;
  let covered = -Infinity;  // what lies on one pixel is drawn once
  for (let at = Math.max(0, lastAt(items, toTick(LABELS), (item) => item.from)); at < items.length;
    at += 1) {
    const item = items[at];
    if (item.from > right) break;
    const end = toX(item.until);
    if (end < covered + 0.7 && at > 0 && toX(item.from) < covered) continue;
    const next = items[at + 1];
    drawers[row.kind](item, row, y, next ? next.from : toTick(view.width));
    covered = Math.max(end, toX(item.from) + 1);
  }
  context.fillStyle = colours.line;
  context.globalAlpha = 0.5;
  context.fillRect(0, y + row.height - 0.5, view.width, 0.5);
  context.globalAlpha = 1;
}

function drawLabels() {
  context.fillStyle = colours.ground;
  context.fillRect(0, RULER, LABELS, view.height);
  for (const row of rows) {
    const y = RULER + row.y - view.top;
    if (y + row.height < RULER || y > view.height) continue;
    if (row.kind === 'group') {
      context.fillStyle = colours.panel;
      context.fillRect(0, y, LABELS, row.height);
      context.font = '600 11px system-ui, sans-serif';
      context.fillStyle = colours.quiet;
      context.fillText(row.label, 8, y + row.height / 2 + 1);
      context.font = '12px system-ui, sans-serif';
      continue;
    }
    text(row.label, 14, y + row.height / 2 + 1, LABELS - 16, colours.ink);
  }
  // The titles of groups may be longer than the names of rows.
  context.fillStyle = colours.line;
  for (const row of rows) {
    const y = RULER + row.y - view.top;
    if (row.kind !== 'group' && y >= RULER - row.height) {
      context.fillRect(LABELS - 1, Math.max(RULER, y), 1, row.height);
    }
  }
}

function line(tick, colour, width, label) {
  const x = toX(tick);
  if (x < LABELS || x > view.width) return;
  context.fillStyle = colour;
  context.fillRect(x - width / 2, label ? 3 : RULER, width, view.height);
  if (label) {
    const room = context.measureText(label).width + 4;
    const beside = x + 4 + room > view.width ? x - room : x + 4;
    context.fillStyle = colours.panel;
    context.fillRect(beside - 2, 1, room, RULER - 3);
    context.fillStyle = colour;
    context.fillText(label, beside, RULER / 2);
  }
}

function drawRuler() {
  context.fillStyle = colours.panel;
  context.fillRect(0, 0, view.width, RULER);
  context.fillStyle = colours.quiet;
  context.fillText('event', 8, RULER / 2 + 4);
  let free = LABELS;
  const right = toTick(view.width);
  for (let at = Math.max(0, lastAt(events, toTick(LABELS))); at < events.length; at += 1) {
    const event = events[at];
    if (event.tick > right) break;
    const x = toX(event.tick);
    if (x < free) continue;
    context.fillStyle = colours.line;
    context.fillRect(x, RULER - 5, 1, 5);
    context.fillStyle = colours.quiet;
    context.fillText(String(event.seq), x, RULER / 2 + 4);
    free = x + 34;
    // The next label is far away: skip what lies before it.
    const next = lastAt(events, toTick(free));
    if (next > at + 1) at = next - 1;
  }
  context.fillStyle = colours.accent;
  for (const tick of state.matches) {
    const x = toX(tick);
    if (x >= LABELS && x <= view.width) context.fillRect(x - 1, RULER - 4, 3, 4);
  }
}

// What was rejected, beside its line: the bar of the call may be too short to tell.
function rejectedLabel() {
  const call = callOfEvent.get(rejected);
  if (verdict.progress) return `${verdict.verdict}: nothing moves`;
  return call ? `${verdict.verdict}: ${call.label}` : verdict.verdict;
}

// Behind the part that a run was found for nothing hidden is known.
function drawUnknown() {
  if (data.followed >= events.length || !events.length) return;
  const from = Math.max(LABELS, data.followed > 0 ? toX(events[data.followed].tick) : LABELS);
  context.fillStyle = colours.quiet;
  context.globalAlpha = 0.08;
  context.fillRect(from, RULER, view.width - from, view.height);
  context.globalAlpha = 1;
}

function draw() {
  const ratio = window.devicePixelRatio || 1;
  const { clientWidth, clientHeight } = canvas;
  if (canvas.width !== Math.round(clientWidth * ratio) ||
      canvas.height !== Math.round(clientHeight * ratio)) {
    canvas.width = Math.round(clientWidth * ratio);
    canvas.height = Math.round(clientHeight * ratio);
  }
  view.width = clientWidth;
  view.height = clientHeight;
  limit();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.font = '12px system-ui, sans-serif';
  context.textBaseline = 'middle';
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, view.width, view.height);
  drawUnknown();
  rows.forEach(drawRow);
  drawRuler();
  line(state.tick, colours.accent, 1);
  for (const { event, kind } of marks) {
    if (event && event !== rejected) line(event.tick, colours.misuse, 2, kind);
  }
  if (rejected) line(rejected.tick, colours.rejected, 2, rejectedLabel());
  drawLabels();
}

// What is drawn at a point of the canvas.
function hit(x, y) {
  if (x < LABELS || y < RULER) return null;
  const place = y - RULER + view.top;
  const row = rows.find((one) => place >= one.y && place < one.y + one.height);
  if (!row || row.kind === 'group') return null;
  const tick = toTick(x);
  const at = lastAt(row.items, tick + 2 / view.scale, (item) => item.from);
  for (const candidate of [row.items[at], row.items[at - 1]]) {
    if (!candidate) continue;
    const end = Math.max(toX(candidate.until), toX(candidate.from) + 5);
    if (x <= end && x >= toX(candidate.from) - 3) return candidate;
  }
  return null;
}
