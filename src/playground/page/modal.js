// The modal in front of the person, and the dialog that asks before a click counts.

import { blocks } from './blocks.js';
import { node, read, spans, words } from './controls.js';

const dialog = document.getElementById('modal');
const asking = document.getElementById('confirm');
let shown = '';

// Draws the modal when it is another one, or has other content, or its fields have errors.
export function showModal(picture, post, errors = null, trouble = '') {
  const view = picture.modal;
  if (!view) {
    shown = '';
    if (dialog.open) dialog.close();
    return;
  }
  const key = `${view.id} ${view.hash}`;
  if (key === shown && !errors && !trouble) return;
  const typed = errors || trouble ? collect() : null;
  shown = key;
  const controls = [];
  dialog.controls = controls;
  const values = typed ? merged(view.values, typed) : view.values;
  const context = {
    picture, values, controls, errors: errors || {}, holder: { view: view.id },
    lookUp: (act) => post('options', act),
    act: (act, confirm) => ask(confirm, () => post('click', { ...act, values: collect() })),
  };
  const close = () => post('close', {});
  const form = node('form', { novalidate: true, onsubmit: async (event) => {
    event.preventDefault();
    const answer = await post('submit', { view: view.id, values: collect() });
    if (answer.trouble || Object.keys(answer.field_errors || {}).length) showModal(picture, post, answer.field_errors || {}, answer.trouble || '');
  } },
  node('header', {}, node('h2', { id: 'modal-title' }, ...spans(view.title && view.title.spans)), node('button', { type: 'button', class: 'close', 'aria-label': 'Close', onclick: close }, '×')),
  trouble ? node('p', { class: 'trouble', role: 'alert' }, trouble) : null,
  node('div', { class: 'inside' }, blocks(view.blocks, context)),
  node('footer', {}, node('button', { type: 'button', class: 'button', onclick: close }, words(view.close) || 'Cancel'),
    view.submit ? node('button', { type: 'submit', class: 'button primary' }, ...spans(view.submit.spans)) : null));
  dialog.replaceChildren(form);
  if (!dialog.open) dialog.showModal();
  const first = form.querySelector('[aria-invalid="true"], [data-focus]') || form.querySelector('.inside input, .inside select, .inside textarea');
  if (first) first.focus();
  const wrong = form.querySelector('.error');
  if (wrong) wrong.scrollIntoView({ block: 'nearest' });
  dialog.oncancel = (event) => { event.preventDefault(); close(); };
}

// What all fields of the modal hold now: { block: { action: text } }.
function collect() {
  const values = {};
  for (const { block, action, made } of dialog.controls || []) (values[block] ||= {})[action] = read(made);
  return values;
}

// What had been typed, in the shape of what the view holds, so that nothing is lost when errors are shown.
function merged(values, typed) {
  const all = structuredClone(values);
  for (const [block, actions] of Object.entries(typed)) {
    for (const [action, text] of Object.entries(actions)) {
      const held = (all[block] ||= {})[action];
      if (!held) continue;
      if ('value' in held) held.value = text;
      else if (held.type === 'datetimepicker') held.local = text;
      else if (held.type === 'datepicker') held.selected_date = text;
      else if (held.type === 'timepicker') held.selected_time = text;
      else {
        const key = Object.keys(held).find((name) => name.startsWith('selected'));
        if (held.type.includes('external')) held[key] = text ? { value: text, text: { text } } : null;
        else held[key] = Array.isArray(held[key]) || held.type === 'checkboxes' ? text.split(',').filter(Boolean) : text || null;
      }
    }
  }
  return all;
}

// Asks first where the app wants that, then does it.
export function ask(confirm, act) {
  if (!confirm) return act();
  const done = (yes) => { asking.close(); if (yes) act(); };
  const danger = confirm.style === 'danger' ? ' danger' : ' primary';
  asking.replaceChildren(node('form', { onsubmit: (event) => { event.preventDefault(); done(true); } },
    node('header', {}, node('h2', { id: 'confirm-title' }, ...spans(confirm.title.spans))),
    node('div', { class: 'inside text' }, ...spans(confirm.text.spans)),
    node('footer', {}, node('button', { type: 'button', class: 'button', onclick: () => done(false) }, ...spans(confirm.deny.spans)),
      node('button', { type: 'submit', class: `button${danger}` }, ...spans(confirm.confirm.spans)))));
  asking.showModal();
  return undefined;
}
