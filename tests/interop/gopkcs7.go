// The pkcs7 and pkcs12 packages of Go as a program: seal CERT IN OUT CIPHER, p12 KEY.pem CERT.pem PASSWORD OUT.
// CIPHER is des, aes128-cbc, aes256-cbc, aes128-gcm or aes256-gcm.
package main

import (
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"os"

	"github.com/fullsailor/pkcs7"
	"software.sslmate.com/src/go-pkcs12"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func blocks(path string) (found [][]byte) {
	rest, err := os.ReadFile(path)
	must(err)
	for block, rest := pem.Decode(rest); block != nil; block, rest = pem.Decode(rest) {
		found = append(found, block.Bytes)
	}
	return found
}

func certificates(path string) (found []*x509.Certificate) {
	for _, der := range blocks(path) {
		certificate, err := x509.ParseCertificate(der)
		must(err)
		found = append(found, certificate)
	}
	return found
}

func main() {
	words := os.Args[2:]
	switch os.Args[1] {
	case "seal":
		count := len(words)
		pkcs7.ContentEncryptionAlgorithm = map[string]int{
			"des":        pkcs7.EncryptionAlgorithmDESCBC,
			"aes128-cbc": pkcs7.EncryptionAlgorithmAES128CBC,
			"aes256-cbc": pkcs7.EncryptionAlgorithmAES256CBC,
			"aes128-gcm": pkcs7.EncryptionAlgorithmAES128GCM,
			"aes256-gcm": pkcs7.EncryptionAlgorithmAES256GCM,
		}[words[count-1]]
		var recipients []*x509.Certificate
		for _, path := range words[:count-3] {
			recipients = append(recipients, certificates(path)[0])
		}
		content, err := os.ReadFile(words[count-3])
		must(err)
		envelope, err := pkcs7.Encrypt(content, recipients)
		must(err)
		must(os.WriteFile(words[count-2], envelope, 0o600))
	case "p12":
		key, err := x509.ParsePKCS8PrivateKey(blocks(words[0])[0])
		must(err)
		chain := certificates(words[1])
		file, err := pkcs12.Encode(rand.Reader, key, chain[0], chain[1:], words[2])
		must(err)
		must(os.WriteFile(words[3], file, 0o600))
	}
}
