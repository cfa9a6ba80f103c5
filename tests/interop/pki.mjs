// PKI.js as a program: `seal CERT... IN OUT CIPHER HASH [whole]`, `p12 KEY.pem CERT.pem PASSWORD OUT`.
// CIPHER is AES-CBC-128, AES-GCM-256...; HASH is SHA-1, SHA-256... of OAEP; whole: encryptedContent in one piece.
import fs from 'node:fs';
import { webcrypto } from 'node:crypto';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

// The packages are where the caller says (NODE_PATH), not beside this file.
const resolve = (name) => {
  const require = createRequire(`${process.env.NODE_PATH}/`);
  return import(pathToFileURL(require.resolve(name)));
};
const asn1js = await resolve('asn1js');
const pkijs = await resolve('pkijs');
pkijs.setEngine('node', new pkijs.CryptoEngine({ name: 'node', crypto: webcrypto }));

const pems = (path) =>
  fs.readFileSync(path, 'latin1')
    .match(/-----BEGIN [^]*?-----END [A-Z ]+-----/g)
    .map((text) => Buffer.from(text.replace(/-----.*?-----/g, ''), 'base64'));
const bytes = (buffer) => buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength);
const certificates = (path) => pems(path).map((der) => pkijs.Certificate.fromBER(bytes(der)));

const commands = {
  async seal(...words) {
    const whole = words.at(-1) === 'whole' && words.pop();
    const hash = words.pop();
    const [, mode, length] = words.pop().split('-');
    const target = words.pop();
    const source = words.pop();
    const message = new pkijs.EnvelopedData();
    for (const path of words) {
      message.addRecipientByCertificate(certificates(path)[0], { oaepHashAlgorithm: hash });
    }
    const content = bytes(fs.readFileSync(source));
    await message.encrypt({ name: `AES-${mode}`, length: Number(length) }, content);
    if (whole) {
      const pieces = message.encryptedContentInfo.encryptedContent;
      message.encryptedContentInfo.encryptedContent = new asn1js.OctetString({ valueHex: pieces.getValue() });
    }
    const info = new pkijs.ContentInfo({ contentType: '1.2.840.113549.1.7.3', content: message.toSchema() });
    fs.writeFileSync(target, Buffer.from(info.toSchema().toBER(false)));
  },

  async p12(keyPath, certificatePath, password, target) {
    const key = pkijs.PrivateKeyInfo.fromBER(bytes(pems(keyPath)[0]));
    const word = bytes(Buffer.from(password, 'utf8'));
    const bagAttributes = (name) => [
      new pkijs.Attribute({ type: '1.2.840.113549.1.9.20', values: [new asn1js.BmpString({ value: name })] }),
      new pkijs.Attribute({ type: '1.2.840.113549.1.9.21', values: [new asn1js.OctetString({ valueHex: new Uint8Array([1]).buffer })] }),
    ];
    const pfx = new pkijs.PFX({
      parsedValue: {
        integrityMode: 0,
        authenticatedSafe: new pkijs.AuthenticatedSafe({
          parsedValue: {
            safeContents: [
              {
                privacyMode: 0,
                value: new pkijs.SafeContents({
                  safeBags: [
                    new pkijs.SafeBag({
                      bagId: '1.2.840.113549.1.12.10.1.2',
                      bagValue: new pkijs.PKCS8ShroudedKeyBag({ parsedValue: key }),
                      bagAttributes: bagAttributes('PKI.js'),
                    }),
                  ],
                }),
              },
              {
                privacyMode: 1,
                value: new pkijs.SafeContents({
                  safeBags: certificates(certificatePath).map((certificate, number) =>
                    new pkijs.SafeBag({
                      bagId: '1.2.840.113549.1.12.10.1.3',
                      bagValue: new pkijs.CertBag({ parsedValue: certificate }),
                      bagAttributes: number ? undefined : bagAttributes('PKI.js'),
                    })),
                }),
              },
            ],
          },
        }),
      },
    });
    const protection = {
      password: word,
      contentEncryptionAlgorithm: { name: 'AES-CBC', length: 256 },
      hmacHashAlgorithm: 'SHA-256',
      iterationCount: 10000,
    };
    await pfx.parsedValue.authenticatedSafe.parsedValue.safeContents[0].value.safeBags[0].bagValue.makeInternalValues(protection);
    await pfx.parsedValue.authenticatedSafe.makeInternalValues({ safeContents: [{}, protection] });
    await pfx.makeInternalValues({ password: word, iterations: 10000, pbkdf2HashAlgorithm: 'SHA-256', hmacHashAlgorithm: 'SHA-256' });
    fs.writeFileSync(target, Buffer.from(pfx.toSchema().toBER(false)));
  },
};

const [command, ...words] = process.argv.slice(2);
await commands[command](...words);
