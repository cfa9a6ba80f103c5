// Mono's System.Security as a program: seal CERT.cer... IN OUT OID [ski], p12 FRIENDLY KEY.p12 PASSWORD OUT.
//
// Its EnvelopedCms is the code of .NET Core 2: it wraps the plaintext in one more OCTET STRING.
using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using Old = Mono.Security.X509;

static class Program
{
    static void Main(string[] words)
    {
        if (words[0] == "seal") Seal(new List<string>(words).GetRange(1, words.Length - 1));
        else Rewrite(words[1], words[2], words[3], words[4]);
    }

    static void Seal(List<string> words)
    {
        var by = SubjectIdentifierType.IssuerAndSerialNumber;
        if (words[words.Count - 1] == "ski")
        {
            by = SubjectIdentifierType.SubjectKeyIdentifier;
            words.RemoveAt(words.Count - 1);
        }
        int count = words.Count;
        var message = new EnvelopedCms(
            new ContentInfo(File.ReadAllBytes(words[count - 3])),
            new AlgorithmIdentifier(new Oid(words[count - 1])));
        var recipients = new CmsRecipientCollection();
        foreach (string path in words.GetRange(0, count - 3))
            recipients.Add(new CmsRecipient(by, new X509Certificate2(path)));
        message.Encrypt(recipients);
        File.WriteAllBytes(words[count - 2], message.Encode());
    }

    // Reads a key file and writes it again in Mono's own dialect.
    static void Rewrite(string name, string source, string password, string target)
    {
        var read = new Old.PKCS12(File.ReadAllBytes(source), password);
        var written = new Old.PKCS12 { Password = password };
        var identifier = new System.Collections.ArrayList { new byte[] { 1, 0, 0, 0 } };
        var attributes = new System.Collections.Hashtable
        {
            { Old.PKCS9.localKeyId, identifier },
            { Old.PKCS9.friendlyName, new System.Collections.ArrayList { System.Text.Encoding.BigEndianUnicode.GetBytes(name) } },
        };
        written.AddPkcs8ShroudedKeyBag((AsymmetricAlgorithm)read.Keys[0], attributes);
        foreach (Old.X509Certificate certificate in read.Certificates)
        {
            bool ours = certificate.RSA.ToXmlString(false) == ((RSA)read.Keys[0]).ToXmlString(false);
            if (ours) written.AddCertificate(certificate, attributes);
            else written.AddCertificate(certificate);
        }
        File.WriteAllBytes(target, written.GetBytes());
    }
}
