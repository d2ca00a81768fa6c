// Blocks as elements of the page. `act` is told what is clicked or chosen.

import { control, node, read, spans, words } from './controls.js';

const INPUT_LABELS = { users_select: 'Choose a person', datepicker: 'Choose a date', timepicker: 'Choose a time', datetimepicker: 'Choose a date and time' };

export function blocks(list, context) {
  return node('div', { class: 'blocks' }, list.map((block) => draw(block, context)));
}

function draw(block, context) {
  switch (block.type) {
    case 'section': return node('div', { class: 'section' },
      node('div', { class: 'said' },
        block.text ? node('div', { class: 'text' }, ...spans(block.text.spans)) : null,
        block.fields ? node('div', { class: 'fields' }, block.fields.map((field) => node('div', { class: 'text' }, ...spans(field.spans)))) : null),
      block.accessory ? node('div', { class: 'accessory' }, element(block.accessory, block, context)) : null);
    case 'header': return node('h3', { class: 'header' }, ...spans(block.text.spans));
    case 'divider': return node('hr', { class: 'divider' });
    case 'context': return node('div', { class: 'context' }, block.elements.map((part) => (part.type === 'image' ? image(part) : node('span', { class: 'text' }, ...spans(part.spans)))));
    case 'actions': return node('div', { class: 'actions' }, block.elements.map((part) => element(part, block, context)));
    case 'image': return node('figure', {}, image(block), block.title ? node('figcaption', {}, words(block.title)) : null);
    case 'input': return input(block, context);
    case 'markdown': return node('pre', { class: 'markdown' }, ...spans(block.spans));
    case 'table': return node('table', { class: 'grid' }, node('tbody', {}, block.rows.map((row) => node('tr', {}, row.map((cell) => node('td', {}, flat(cell)))))));
    default: return node('div', { class: 'text' }, flat(block));
  }
}

// Rich text, without its looks.
function flat(part) {
  if (part.spans) return part.spans.map((span) => span.text).join('');
  if (typeof part.text === 'string') return part.text;
  return (part.elements || []).map(flat).join(part.type === 'rich_text' ? '\n' : '');
}

function image(part) {
  return node('img', { src: part.image_url || '', alt: part.alt_text || '', title: part.alt_text || null });
}

const nameOf = (block, part, context) => `f-${context.holder.view || context.holder.ts || ''}-${block.block_id}-${part.action_id}`;
const heldBy = (block, part, context) => ((context.values || {})[block.block_id] || {})[part.action_id];

function element(part, block, context) {
  const send = (value) => context.act({ ...context.holder, block: block.block_id, action: part.action_id, value }, part.confirm);
  if (part.type === 'image') return image(part);
  if (part.type === 'button' || part.type === 'workflow_button') {
    const style = part.style ? ` ${part.style}` : '';
    const label = part.accessibility_label || null;
    if (part.url) return node('a', { class: `button${style}`, href: safe(part.url), target: '_blank', rel: 'noopener noreferrer', 'aria-label': label, onclick: () => send() }, ...spans(part.text.spans));
    return node('button', { type: 'button', class: `button${style}`, 'aria-label': label, 'data-action': part.action_id, onclick: () => send() }, ...spans(part.text.spans));
  }
  if (part.type === 'overflow') {
    const menu = node('select', { class: 'lone', 'aria-label': 'More' }, node('option', { value: '' }, '…'), part.options.map((option) => node('option', { value: option.value }, words(option.text))));
    menu.addEventListener('change', () => { const value = menu.value; menu.value = ''; if (value) send(value); });
    return menu;
  }
  const made = control(part, heldBy(block, part, context) || initial(part), context.picture, nameOf(block, part, context), (text) => context.lookUp({ ...context.holder, block: block.block_id, action: part.action_id, text }));
  const label = words(part.placeholder) || INPUT_LABELS[part.type] || 'Choose';
  if (!made.dataset.choices) { made.classList.add('lone'); made.setAttribute('aria-label', label); }
  made.addEventListener('change', () => send(read(made)));
  remember(made, block, part, context);
  return made.searchField ? node('span', {}, made.searchField, made) : made;
}

const safe = (address) => (/^https?:\/\//.test(address) ? address : '#');

// What a control in a message holds at first: messages have no state of their own here.
function initial(part) {
  const held = {};
  for (const [key, value] of Object.entries(part)) if (key.startsWith('initial_')) held[key.replace('initial_', 'selected_')] = value;
  return held;
}

function remember(made, block, part, context) {
  if (context.controls) context.controls.push({ block: block.block_id, action: part.action_id, made });
}

function input(block, context) {
  const part = block.element;
  const name = nameOf(block, part, context);
  const made = control(part, heldBy(block, part, context), context.picture, name, (text) => context.lookUp({ ...context.holder, block: block.block_id, action: part.action_id, text }));
  remember(made, block, part, context);
  if (block.dispatch_action) made.addEventListener('change', () => context.act({ ...context.holder, block: block.block_id, action: part.action_id, value: read(made) }, part.confirm));
  const optional = block.optional ? node('span', { class: 'optional' }, ' (optional)') : null;
  const hint = block.hint ? node('p', { class: 'hint', id: `${name}-hint` }, ...spans(block.hint.spans)) : null;
  const message = (context.errors || {})[block.block_id];
  const error = message ? node('p', { class: 'error', id: `${name}-error` }, message) : null;
  const described = [hint && hint.id, error && error.id].filter(Boolean).join(' ') || null;
  if (described) made.setAttribute('aria-describedby', described);
  if (error) made.setAttribute('aria-invalid', 'true');
  if (made.dataset.choices) return node('fieldset', { class: 'field' }, node('legend', {}, ...spans(block.label.spans), optional), made, hint, error);
  return node('div', { class: 'field' }, node('label', { for: name }, ...spans(block.label.spans), optional), made.searchField || null, made, hint, error);
}
