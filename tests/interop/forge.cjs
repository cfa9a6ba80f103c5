// node-forge as a program: `seal CERT IN OUT CIPHER`, `p12 KEY.pem CERT.pem PASSWORD OUT ALGORITHM`.
// CIPHER is aes128-CBC, aes192-CBC, aes256-CBC, des-EDE3-CBC or desCBC; ALGORITHM aes128, aes192, aes256 or 3des.
'use strict';

const fs = require('node:fs');
const forge = require('node-forge');

const commands = {
  seal(...words) {
    const cipher = words.pop();
    const target = words.pop();
    const source = words.pop();
    const message = forge.pkcs7.createEnvelopedData();
    for (const path of words) {
      message.addRecipient(forge.pki.certificateFromPem(fs.readFileSync(path, 'latin1')));
    }
    message.content = forge.util.createBuffer(fs.readFileSync(source).toString('latin1'));
    message.encrypt(undefined, forge.pki.oids[cipher]);
    fs.writeFileSync(target, forge.asn1.toDer(message.toAsn1()).getBytes(), 'latin1');
  },

  p12(keyPath, certificatePath, password, target, algorithm) {
    const key = forge.pki.privateKeyFromPem(fs.readFileSync(keyPath, 'latin1'));
    const pem = fs.readFileSync(certificatePath, 'latin1');
    const certificates = pem.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g);
    const made = forge.pkcs12.toPkcs12Asn1(
      key,
      certificates.map((text) => forge.pki.certificateFromPem(text)),
      password,
      { algorithm, friendlyName: 'node-forge' },
    );
    fs.writeFileSync(target, forge.asn1.toDer(made).getBytes(), 'latin1');
  },
};

const [command, ...words] = process.argv.slice(2);
commands[command](...words);
