// Asks for what there is to see, draws it, and sends what is done. Nothing here knows about Rota.

import { blocks } from './blocks.js';
import { node, spans } from './controls.js';
import { ask, showModal } from './modal.js';

const by = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search);
const here = { as: asked.get('as') || sessionStorage.getItem('as') || '', place: asked.get('place') || sessionStorage.getItem('place') || '' };
const read = new Map();
const typed = [];
let typedAt = 0;
let picture = null;
let again = () => {};
let elsewhere = false;
let lost = false;
let first = true;
let drawn = new Set();
let drawnPlace = '';

async function post(what, body) {
  trouble('');
  try {
    const response = await fetch(`/playground/${what}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ as: picture.me.handle, ...body }) });
    const answer = await response.json();
    again();
    if (answer.trouble) trouble(answer.trouble);
    return answer;
  } catch (error) {
    trouble('The playground cannot be reached. Is it still running?');
    return { trouble: String(error) };
  }
}

function trouble(text) {
  by('trouble').textContent = text;
  by('trouble').hidden = !text;
}

// Asks twice a second, and at once after something was done here.
async function watch() {
  for (;;) {
    const since = picture && !elsewhere ? `&since=${picture.number}` : '';
    elsewhere = false;
    try {
      const address = `/playground/state?as=${encodeURIComponent(here.as)}&place=${encodeURIComponent(here.place)}${since}`;
      const next = await (await fetch(address)).json();
      if (lost) trouble('');
      lost = false;
      if (elsewhere) continue;
      if (!next.same) show(next);
      else if (next.now) { picture.now = next.now; drawClock(); }
    } catch (error) {
      lost = true;
      trouble('The playground cannot be reached. Is it still running?');
    }
    if (elsewhere) continue;
    await new Promise((done) => { again = done; setTimeout(done, 500); });
  }
}

function go(change) {
  Object.assign(here, change);
  sessionStorage.setItem('as', here.as);
  sessionStorage.setItem('place', here.place);
  elsewhere = true;
  again();
}

function show(next) {
  picture = next;
  if (!picture.me) {
    by('messages').replaceChildren(node('p', { class: 'empty' }, 'Nobody is here yet.'));
    return;
  }
  here.as = picture.me.handle;
  const known = here.place === '@bot' || here.place === 'home' || picture.channels.some((channel) => channel.name === here.place);
  if (!known) return go({ place: picture.channels.length ? picture.channels[0].name : '@bot' });
  by('team').textContent = picture.team;
  document.title = `${picture.team} · playground`;
  drawPeople();
  drawPlaces();
  drawClock();
  drawGroups();
  if (here.place === 'home') drawHome(); else drawMessages();
  showModal(picture, post);
  if (first && here.place === 'home') openHome();
  first = false;
}

function drawPeople() {
  const key = JSON.stringify([picture.people, picture.me.handle]);
  if (by('me').dataset.key === key) return;
  by('me').dataset.key = key;
  by('me').replaceChildren(...picture.people.map((person) => {
    const option = node('option', { value: person.handle }, `${person.name} (@${person.handle})`);
    option.selected = person.handle === picture.me.handle;
    return option;
  }));
}

function place(name, label, last) {
  const seen = `${picture.me.handle} ${name}`;
  if (name === here.place) read.set(seen, last);
  const unread = last && read.get(seen) !== last;
  return node('li', {}, node('button', { type: 'button', class: unread ? 'unread' : null, 'aria-current': name === here.place ? 'true' : null, 'aria-label': unread ? `${label}, unread` : null, onclick: () => go({ place: name }) }, label));
}

// Redraws a list only when it changed, so that the keyboard's place in it is not lost.
function list(id, items) {
  const key = items.map((item) => item.outerHTML).join('');
  if (by(id).dataset.key === key) return;
  by(id).dataset.key = key;
  const focused = [...by(id).querySelectorAll('button')].indexOf(document.activeElement);
  by(id).replaceChildren(...items);
  if (focused >= 0) by(id).querySelectorAll('button')[focused]?.focus();
}

function drawPlaces() {
  list('channels', picture.channels.map((channel) => place(channel.name, `# ${channel.name}${channel.private ? ' (private)' : ''}${channel.archived ? ' (archived)' : ''}`, channel.last)));
  list('direct', [place('@bot', picture.app, picture.direct_last)]);
  list('shortcuts', picture.shortcuts.map((shortcut) => node('li', {}, node('button', { type: 'button', onclick: () => post('shortcut', { action: shortcut.id }) }, shortcut.name))));
  list('apps', [place('home', `${picture.app} · Home`, null)]);
  const channel = picture.channels.find((one) => one.name === here.place);
  by('place').textContent = here.place === 'home' ? `${picture.app} · Home` : channel ? `# ${channel.name}` : picture.app;
  by('topic').replaceChildren(...(channel ? spans(channel.topic) : []));
  by('jump').textContent = channel ? `Next handoff in #${channel.name}` : 'Next handoff';
  by('composer-label').textContent = here.place === 'home' ? `Message to ${picture.app}, as ${picture.me.name}` : `Message in ${channel ? '#' + channel.name : 'direct messages'}, as ${picture.me.name}`;
  by('composer').placeholder = `Type ${picture.commands[0] || 'a message'} and press Enter`;
}

function drawClock() {
  by('time').textContent = picture.now.time;
  by('date').textContent = picture.now.date;
  by('zone').textContent = `${picture.now.zone} (${picture.now.offset})`;
  by('jump').hidden = !picture.can_jump;
}

function drawGroups() {
  list('groups', picture.groups.map((group) => node('li', {}, node('strong', {}, `@${group.handle}`), node('br'),
    group.disabled ? node('span', { class: 'off' }, 'disabled') : group.members.length ? group.members.join(', ') : node('span', { class: 'off' }, 'nobody'))));
}

const initials = (name) => name.split(/[^\p{L}\p{N}]+/u).filter(Boolean).map((word) => word[0]).slice(0, 2).join('').toUpperCase();

function context(holder, values) {
  return { picture, values, holder, lookUp: (act) => post('options', act), act: (act, confirm) => ask(confirm, () => post('click', act)) };
}

function drawMessage(message) {
  const kinds = ['message', message.only_you && 'only-you', message.reply && 'reply', !drawn.has(message.ts) && drawnPlace === here.as + here.place && 'new'];
  const body = message.blocks.length ? blocks(message.blocks, context({ channel: message.channel, ts: message.ts })) : node('div', { class: message.system ? 'text system' : 'text' }, ...spans(message.spans));
  return node('article', { class: kinds.filter(Boolean).join(' '), 'aria-label': `${message.who}, ${message.time}` },
    node('div', { class: message.app ? 'face app' : 'face', 'aria-hidden': 'true' }, initials(message.who)),
    node('div', { class: 'body' },
      node('div', { class: 'head' }, node('strong', {}, message.who), message.app ? node('span', { class: 'tag app' }, 'APP') : null, node('time', {}, message.time),
        message.only_you ? node('span', { class: 'tag' }, 'Only visible to you') : null, message.reply ? node('span', { class: 'tag' }, 'in thread') : null, message.edited ? node('span', { class: 'tag' }, '(edited)') : null),
      body, ...(message.files || []).map(drawFile)));
}

// A picture has no height before it is loaded: then whoever reads the end goes on doing so.
function follow(event) {
  const box = by('messages');
  if (box.scrollHeight - box.scrollTop - box.clientHeight < event.target.offsetHeight + 80) box.scrollTop = box.scrollHeight;
}

// A picture, or a link that saves the file.
function drawFile(file) {
  return file.image ? node('img', { class: 'file', src: file.url, alt: file.alt || file.name, onload: follow }) : node('a', { class: 'file', href: file.url, download: file.name }, file.name);
}

function drawMessages() {
  by('home').hidden = true;
  by('messages').hidden = false;
  const box = by('messages');
  const place = here.as + here.place;
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 80 || drawnPlace !== place;
  const drawings = [];
  let day = '';
  const before = new Map([...box.children].map((child) => [child.dataset.key, child]));
  // What is there already stays, so that a screen reader says only what is new and no menu closes under the hand.
  const keep = (key, draw) => {
    const made = before.get(key) || draw();
    made.dataset.key = key;
    drawings.push(made);
  };
  for (const message of picture.messages) {
    if (message.day !== day) { day = message.day; keep(`${place} day ${day}`, () => node('div', { class: 'day' }, day)); }
    keep(place + JSON.stringify(message), () => drawMessage(message));
  }
  if (!drawings.length) keep(`${place} empty`, () => node('p', { class: 'empty' }, `Nothing has been said here yet. Try ${picture.commands[0] || 'a message'}.`));
  const kept = new Set(drawings);
  for (const child of [...box.children]) if (!kept.has(child)) child.remove();
  drawings.forEach((made, at) => { if (box.children[at] !== made) box.insertBefore(made, box.children[at] || null); });
  drawn = new Set(picture.messages.map((message) => message.ts));
  drawnPlace = place;
  if (atEnd) box.scrollTop = box.scrollHeight;
}

function drawHome() {
  by('messages').hidden = true;
  by('home').hidden = false;
  drawnPlace = '';
  const view = picture.home;
  const key = view ? `${here.as} ${view.id} ${view.hash}` : `${here.as} none`;
  if (by('home').dataset.key === key) return;
  by('home').dataset.key = key;
  by('home').replaceChildren(view ? blocks(view.blocks, context({ view: view.id }, view.values)) : node('p', { class: 'empty' }, 'The app has not drawn its Home yet.'));
}

by('me').addEventListener('change', () => { go({ as: by('me').value }); if (here.place === 'home') openHome(); });
by('apps').addEventListener('click', openHome);

async function openHome() {
  if (picture && picture.me) await post('home', { as: here.as });
}

by('say').addEventListener('submit', async (event) => {
  event.preventDefault();
  const text = by('composer').value.trim();
  if (!text) return;
  typed.push(text);
  typedAt = typed.length;
  by('composer').value = '';
  if (here.place === 'home') go({ place: '@bot' });
  const answer = await post('type', { place: here.place, text });
  if (answer.trouble) trouble(`${text} failed: ${answer.trouble}`);
});

// Up and down bring back what was typed before.
by('composer').addEventListener('keydown', (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || !typed.length) return;
  event.preventDefault();
  typedAt = Math.min(Math.max(typedAt + step, 0), typed.length);
  by('composer').value = typed[typedAt] || '';
});

for (const button of document.querySelectorAll('.clock-buttons button')) {
  button.addEventListener('click', async () => {
    button.disabled = true;
    await post('clock', button.dataset.seconds ? { seconds: Number(button.dataset.seconds) } : { place: here.place });
    button.disabled = false;
    button.focus();
  });
}

watch();
