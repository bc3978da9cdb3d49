/** Replaces what identifies a machine or its people by fiction of the same form, the same each time. */
import { createHash } from 'node:crypto';
import { FictionalAddresses, Numbers } from './fictional-addresses.mjs';

const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const MAC = /\b[0-9a-f]{2}(:[0-9a-f]{2}){5}\b/gi;
const LONG_HEX = /\b[0-9a-f]{32,64}\b/g;
const LVM_UUID = /(?<=^LVM-).*/;
const DOTTED = /\b\d{1,3}(\.\d{1,3}){3}\b/g;
const LABEL_OF_NOTHING = /not specified|to be filled|default string|^none$|^\s*$/i;

export class Fiction {
  #hostname;
  #fictionalHostname;
  #replacements;
  #addresses = new FictionalAddresses();
  #uuids = new Numbers();
  #people = new Numbers();

  /** By what a path ends in: what is special about the file. The first that fits is used. */
  #rules = [
    [/hostname$/, () => `${this.#fictionalHostname}\n`],
    [/(serial|uuid|asset_tag)$/, (text) => blurLabel(text)],
    [/^\/proc\/version$/, (text) => text.replace(/\(\S+@\S+\)/, '(builder@example)')],
    [/\/machine-id$/, (text) => text.replace(LONG_HEX, (id) => '0'.repeat(id.length))],
    [/_key\.pub$/, (text) => blurKey(text, this.#fictionalHostname)],
    [/^\/etc\/passwd$/, (text) => this.#passwd(text)],
    [/^\/etc\/group$/, (text) => text.replace(/:[^:\n]*$/gm, ':')],
    [/^\/etc\/ssh\//, (text) => blurPeople(text)],
    [/\/net\/(tcp|udp)6?$/, (text) => this.#sockets(text)],
    [/\/net\/route$/, (text) => this.#routes(text)],
    [/\/if_inet6$/, (text) => text.replace(/^\w{32}/gm, (hex) => this.#addresses.ipv6Hex(hex))],
    [/(mounts|mountinfo)$/, (text) => this.#mounts(text)],
  ];

  constructor({ hostname, fictionalHostname, replacements }) {
    this.#hostname = hostname;
    this.#fictionalHostname = fictionalHostname;
    this.#replacements = replacements;
  }

  /** What to write instead of the text of the file at `path`. */
  tell(path, text) {
    const told = this.#general(text);
    const rule = this.#rules.find(([ending]) => ending.test(path));
    return rule === undefined ? told : rule[1](told);
  }

  /** A path, or what a link points at. */
  path(path) {
    return this.#general(path).replace(/^[0-9a-f]{32}$/, blurHex);
  }

  address(text) {
    return this.#addresses.text(text);
  }

  mac(text) {
    return this.#addresses.mac(text);
  }

  user({ username, uid, gid }) {
    return { name: isPerson(uid) ? this.#person(username) : username, uid, gid };
  }

  #general(text) {
    let told = text;
    for (const [from, to = ''] of this.#replacements) told = told.replaceAll(from, to);
    // A short name such as `vm` is also a word of many files; those that hold it have a rule.
    if (this.#hostname.length > 4) told = told.replaceAll(this.#hostname, this.#fictionalHostname);
    return told
      .replace(/(?<=\/home\/)[^/\s:"']+/g, (name) => this.#person(name))
      .replace(UUID, (uuid) => this.#uuid(uuid))
      .replace(MAC, (mac) => this.mac(mac));
  }

  #person(name) {
    return /^user\d+$/.test(name) ? name : `user${this.#people.of(name)}`;
  }

  #uuid(uuid) {
    return `00000000-0000-4000-8000-${String(this.#uuids.of(uuid)).padStart(12, '0')}`;
  }

  #sockets(text) {
    return text.replace(/\b([0-9A-F]{32}|[0-9A-F]{8})(?=:[0-9A-F]{4} )/g, (hex) =>
      this.#addresses.kernelHex(hex),
    );
  }

  #routes(text) {
    return text.replace(/(?<=^\S+\t|^\S+\t[0-9A-F]{8}\t)[0-9A-F]{8}(?=\t)/gm, (hex) =>
      this.#addresses.kernelHex(hex),
    );
  }

  #mounts(text) {
    return text
      .replace(DOTTED, (address) => this.#addresses.ipv4(address))
      .replace(LONG_HEX, blurHex);
  }

  /** Names, numbers, home and shell; no words about the person. */
  #passwd(text) {
    return text
      .split('\n')
      .map((line) => {
        const [name = '', , uid, gid, , home, shell] = line.split(':');
        if (shell === undefined) return '';
        const person = isPerson(Number(uid)) ? this.#person(name) : undefined;
        return [person ?? name, 'x', uid, gid, '', person ? `/home/${person}` : home, shell].join(
          ':',
        );
      })
      .join('\n');
  }
}

function isPerson(uid) {
  return uid >= 1_000 && uid < 60_000;
}

function blurHex(hex) {
  return createHash('sha256').update(`fiction ${hex}`).digest('hex').slice(0, hex.length);
}

/** Letters become X and digits 0, so that the form stays; words that mean "none" stay. */
function blurLabel(text) {
  if (LABEL_OF_NOTHING.test(text)) return text;
  const blur = (label) => label.replace(/[a-z]/gi, 'X').replace(/\d/g, '0');
  return text.startsWith('LVM-') ? text.replace(LVM_UUID, blur) : blur(text);
}

/** People and groups that the configuration of the SSH server names; its keywords stay. */
function blurPeople(text) {
  return text.replace(/^(\s*#?\s*(?:Allow|Deny)(?:Users|Groups)\s+).*$/gim, '$1someone');
}

/** A public key whose type and lengths are the original's and whose numbers are nobody's. */
function blurKey(text, hostname) {
  const [type = '', encoded = ''] = text.trim().split(/\s+/);
  const fields = fieldsOf(Buffer.from(encoded, 'base64'));
  // The first two bytes hold the sign of a number, or the form of a point on a curve.
  const kept = type === 'ssh-ed25519' ? 0 : 2;
  const number = fields.pop() ?? Buffer.alloc(0);
  const seed = createHash('shake256', { outputLength: number.length - kept });
  fields.push(
    Buffer.concat([number.subarray(0, kept), seed.update(`fiction ${hostname}`).digest()]),
  );
  const framed = fields.flatMap((field) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(field.length);
    return [length, field];
  });
  return `${type} ${Buffer.concat(framed).toString('base64')} root@${hostname}\n`;
}

/** The wire form of RFC 4251: each field after its length in four bytes. */
function fieldsOf(blob) {
  const fields = [];
  let at = 0;
  while (at + 4 <= blob.length) {
    const end = at + 4 + blob.readUInt32BE(at);
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  return fields;
}
