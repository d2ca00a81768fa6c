// Menus, pickers and fields: each is drawn from what the app sent and read back as a text.

export function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === 'class') made.className = value;
    else if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

// Words with a look. Everything from outside goes in as text, never as markup.
export function spans(list) {
  return (list || []).map((piece) => {
    const look = (piece.look || []).join(' ');
    if (piece.href) return node('a', { href: piece.href, class: look, target: '_blank', rel: 'noopener noreferrer' }, piece.text);
    return look ? node('span', { class: look }, piece.text) : document.createTextNode(piece.text);
  });
}

export const words = (object) => (object && object.text) || '';

const optionsOf = (element) => (element.option_groups
  ? element.option_groups.flatMap((group) => group.options.map((option) => ({ ...option, group: words(group.label) })))
  : element.options || []);

const people = (picture) => picture.people.map((person) => [person.id, person.name]);
const channels = (picture) => picture.channels.map((channel) => [channel.id, '#' + channel.name]);

function choices(element, picture) {
  if (element.type.includes('users')) return people(picture);
  if (element.type.includes('channels') || element.type.includes('conversations')) return channels(picture);
  return optionsOf(element).map((option) => [option.value, words(option.text), option.group]);
}

function heldKeys(held) {
  if (!held) return [];
  const key = Object.keys(held).find((name) => name.startsWith('selected'));
  const value = key && held[key];
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map((item) => (typeof item === 'object' ? item.value : String(item)));
}

function menu(element, held, picture, attributes) {
  const several = element.type.startsWith('multi_');
  const chosen = heldKeys(held);
  const made = node('select', { ...attributes, multiple: several, size: several ? 5 : null });
  if (!several) made.append(node('option', { value: '' }, words(element.placeholder) || 'Choose…'));
  let group = null;
  for (const [value, label, name] of choices(element, picture)) {
    if (name && (!group || group.label !== name)) { group = node('optgroup', { label: name }); made.append(group); }
    const option = node('option', { value }, label);
    option.selected = chosen.includes(value);
    (name ? group : made).append(option);
  }
  if (several) keepOrder(made, chosen);
  return made;
}

// Slack lists what is chosen in the order of choosing; a menu of the browser's in that of its options.
function keepOrder(made, chosen) {
  made.order = chosen;
  made.addEventListener('change', () => {
    const now = [...made.selectedOptions].map((option) => option.value);
    made.order = [...made.order.filter((value) => now.includes(value)), ...now.filter((value) => !made.order.includes(value))];
  });
}

// A menu whose options the app gives while one types.
function external(element, held, attributes, lookUp) {
  const first = held && (held.selected_option || (held.selected_options || [])[0]);
  const made = node('select', attributes, node('option', { value: '' }, words(element.placeholder) || 'Choose…'));
  if (first) { const option = node('option', { value: first.value }, words(first.text)); option.selected = true; made.append(option); }
  const search = node('input', { type: 'search', class: 'lone', 'aria-label': 'Search the choices', placeholder: 'Search…' });
  const fill = async () => {
    const found = await lookUp(search.value);
    const all = found.options || (found.option_groups || []).flatMap((group) => group.options);
    made.replaceChildren(node('option', { value: '' }, 'Choose…'), ...all.map((option) => node('option', { value: option.value }, words(option.text))));
  };
  search.addEventListener('input', fill);
  search.addEventListener('focus', fill, { once: true });
  made.searchField = search;
  return made;
}

function marks(element, held, name) {
  const kind = element.type === 'checkboxes' ? 'checkbox' : 'radio';
  const chosen = heldKeys(held);
  return node('div', { class: 'choices', 'data-choices': kind }, element.options.map((option) => {
    const box = node('input', { type: kind, name, value: option.value });
    box.checked = chosen.includes(option.value);
    const described = option.description ? node('span', { class: 'described' }, ...spans(option.description.spans)) : null;
    return node('label', { class: 'choice' }, box, node('span', {}, ...spans(option.text.spans), described));
  }));
}

// The control for an element, with what it holds; `name` is unique on the page.
export function control(element, held, picture, name, lookUp) {
  const attributes = { id: name, 'data-focus': element.focus_on_load || null };
  const placeholder = words(element.placeholder);
  switch (element.type) {
    case 'plain_text_input': {
      const made = node(element.multiline ? 'textarea' : 'input', { ...attributes, placeholder, maxlength: element.max_length || 3000, minlength: element.min_length });
      made.value = (held && held.value) || '';
      return made;
    }
    case 'email_text_input': case 'url_text_input': case 'number_input': {
      const type = { email_text_input: 'email', url_text_input: 'url', number_input: 'number' }[element.type];
      return node('input', { ...attributes, type, placeholder, min: element.min_value, max: element.max_value, step: element.is_decimal_allowed ? 'any' : null, value: (held && held.value) || '' });
    }
    case 'datepicker': return node('input', { ...attributes, type: 'date', value: (held && held.selected_date) || '' });
    case 'timepicker': return node('input', { ...attributes, type: 'time', value: (held && held.selected_time) || '' });
    case 'datetimepicker': return node('input', { ...attributes, type: 'datetime-local', value: (held && held.local) || element.local || '' });
    case 'radio_buttons': case 'checkboxes': return marks(element, held, name);
    case 'external_select': case 'multi_external_select': return external(element, held, attributes, lookUp);
    default: return menu(element, held, picture, attributes);
  }
}

// What a control holds, as text: several with commas.
export function read(made) {
  if (made.dataset.choices) return [...made.querySelectorAll('input:checked')].map((box) => box.value).join(',');
  if (made.order) return made.order.join(',');
  if (made.multiple) return [...made.selectedOptions].map((option) => option.value).join(',');
  return made.value;
}
