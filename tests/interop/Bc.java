import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.FileReader;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.AttributeTable;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.Time;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSAuthEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSEnvelopedDataParser;
import org.bouncycastle.cms.CMSEnvelopedDataStreamGenerator;
import org.bouncycastle.cms.CMSEnvelopedGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.Recipient;
import org.bouncycastle.cms.RecipientId;
import org.bouncycastle.cms.OriginatorInfoGenerator;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.SimpleAttributeTableGenerator;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKeyAgreeEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientId;
import org.bouncycastle.cms.jcajce.JceKeyAgreeRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientId;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JcePasswordRecipientInfoGenerator;
import org.bouncycastle.crypto.util.PBKDF2Config;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.operator.jcajce.JcaAlgorithmParametersConverter;
import org.bouncycastle.pkcs.PKCS12PfxPduBuilder;
import org.bouncycastle.pkcs.PKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS12SafeBagBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCS12MacCalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;

/**
 * Bouncy Castle as a program: opens and seals envelopes, writes key files.
 *
 * <pre>
 * open KEY.p12 PASSWORD IN OUT
 * seal [options] CERT... IN OUT
 *   --cipher aes128-cbc|aes192-cbc|aes256-cbc|aes128-gcm|aes192-gcm|aes256-gcm|3des|...   (aes256-cbc)
 *   --transport pkcs1|oaep-HASH[-mgf1-HASH]   (pkcs1)     --jce   (RSA by the JDK's own provider; OAEP with sha256-mgf1-sha1 only)
 *   --label HEX       of OAEP
 *   --chunk N         octets a chunk of the streamed content
 *   --whole           not streamed        --auth   AuthEnvelopedData, not streamed
 *   --tag N --nonce N octets of the tag and the nonce of AES-GCM
 *   --keyid           recipients by subject key identifier
 *   --agreement std-HASH|cofactor-HASH   --wrap aes128|aes192|aes256   --ukm HEX   for a key of a curve   (std-sha256, aes256)
 *   --named-curve     the sender's key names its curve instead of writing it out
 *   --shared          all keys of a curve in one recipient info
 *   --ber-recipients  recipient infos with indefinite lengths
 *   --originator CERT  --auth-attributes  --attributes  --password WORD
 * p12 [options] KEY.pem CERT.pem PASSWORD OUT
 *   --store PKCS12|PKCS12-3DES-3DES|...   by KeyStore, else piece by piece:
 *   --cipher aes256|aes192|aes128|aes256-gcm|3des|rc2-40    --prf sha1|sha256|sha384|sha512   --mac sha1|sha256
 *   --iterations N    --salt N    --name NAME
 *   --no-attributes   nothing says which certificate is the key's    --certificates-last-first
 * </pre>
 *
 * <p>`serve` reads one such command a line, words between tabs, and answers `ok` or `failed: ...`.
 */
public final class Bc {
    private static final String PROVIDER = "BC";

    public static void main(String[] words) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        if (words.length > 0 && words[0].equals("serve")) {
            serve();
        } else {
            command(words);
        }
    }

    private static void serve() throws Exception {
        var lines = new java.io.BufferedReader(new java.io.InputStreamReader(System.in, "UTF-8"));
        for (String line; (line = lines.readLine()) != null; ) {
            try {
                command(line.split("\t", -1));
                System.out.println("ok");
            } catch (Exception e) {
                System.out.println("failed: " + e.toString().replace('\n', ' '));
            }
            System.out.flush();
        }
    }

    private static void command(String[] words) throws Exception {
        switch (words.length == 0 ? "" : words[0]) {
            case "version" -> System.out.println(new BouncyCastleProvider().getVersionStr());
            case "open" -> open(words[1], words[2], words[3], words[4]);
            case "seal" -> seal(new Options(words));
            case "p12" -> p12(new Options(words));
            default -> throw new IllegalArgumentException("open, seal, p12 or serve");
        }
    }

    /** Words of a command: flags, named values, and the rest in order. */
    private static final class Options {
        private static final List<String> FLAGS =
                List.of("--jce", "--whole", "--auth", "--keyid", "--ber-recipients", "--auth-attributes", "--attributes",
                        "--no-attributes", "--certificates-last-first", "--shared", "--named-curve");
        final Map<String, String> named = new HashMap<>();
        final List<String> rest = new ArrayList<>();

        Options(String[] words) {
            for (int i = 1; i < words.length; i++) {
                if (FLAGS.contains(words[i])) {
                    named.put(words[i], "");
                } else if (words[i].startsWith("--")) {
                    named.put(words[i], words[++i]);
                } else {
                    rest.add(words[i]);
                }
            }
        }

        boolean has(String name) {
            return named.containsKey(name);
        }

        String get(String name, String otherwise) {
            return named.getOrDefault(name, otherwise);
        }

        String fromEnd(int back) {
            return rest.get(rest.size() - back);
        }
    }

    // ---- open

    private static void open(String keyFile, String password, String in, String out) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12", PROVIDER);
        try (InputStream source = Files.newInputStream(Path.of(keyFile))) {
            store.load(source, password.toCharArray());
        }
        for (String alias : Collections.list(store.aliases())) {
            if (!store.isKeyEntry(alias)) {
                continue;
            }
            PrivateKey key = (PrivateKey) store.getKey(alias, password.toCharArray());
            X509Certificate certificate = (X509Certificate) store.getCertificate(alias);
            RecipientId id = isOfCurve(certificate) ? new JceKeyAgreeRecipientId(certificate) : new JceKeyTransRecipientId(certificate);
            InputStream content = content(Path.of(in), id, key);
            if (content != null) {
                try (OutputStream sink = new BufferedOutputStream(Files.newOutputStream(Path.of(out)), 1 << 16)) {
                    content.transferTo(sink);
                }
                return;
            }
        }
        throw new IllegalStateException("no recipient of this envelope is in the key file");
    }

    /** The plaintext, streamed from EnvelopedData, in memory from AuthEnvelopedData; null when it is not for this key. */
    private static InputStream content(Path path, RecipientId id, PrivateKey key) throws Exception {
        if (isAuthEnveloped(path)) {
            if (id instanceof JceKeyAgreeRecipientId) {
                throw new IllegalStateException("Bouncy Castle 1.72 has no recipient of AuthEnvelopedData by key agreement");
            }
            var message = new CMSAuthEnvelopedData(Files.readAllBytes(path));
            RecipientInformation ours = message.getRecipientInfos().get(id);
            var recipient = new JceKeyTransAuthEnvelopedRecipient(key);
            return ours == null ? null : new java.io.ByteArrayInputStream(ours.getContent(recipient.setProvider(PROVIDER)));
        }
        var message = new CMSEnvelopedDataParser(new BufferedInputStream(Files.newInputStream(path), 1 << 16));
        RecipientInformation ours = message.getRecipientInfos().get(id);
        Recipient recipient = id instanceof JceKeyAgreeRecipientId
                ? new JceKeyAgreeEnvelopedRecipient(key).setProvider(PROVIDER)
                : new JceKeyTransEnvelopedRecipient(key).setProvider(PROVIDER);
        return ours == null ? null : ours.getContentStream(recipient).getContentStream();
    }

    private static boolean isAuthEnveloped(Path path) throws Exception {
        byte[] start = new byte[64];
        try (InputStream source = Files.newInputStream(path)) {
            source.readNBytes(start, 0, start.length);
        }
        byte[] oid = PKCSObjectIdentifiers.id_ct_authEnvelopedData.getEncoded();
        return new String(start, "ISO-8859-1").contains(new String(oid, "ISO-8859-1"));
    }

    // ---- seal

    private static void seal(Options options) throws Exception {
        boolean whole = options.has("--whole");
        boolean auth = options.has("--auth");
        CMSEnvelopedGenerator generator = auth
                ? new CMSAuthEnvelopedDataGenerator()
                : whole ? new CMSEnvelopedDataGenerator() : new CMSEnvelopedDataStreamGenerator();
        JceKeyAgreeRecipientInfoGenerator shared = null;
        for (String path : options.rest.subList(0, options.rest.size() - 2)) {
            X509Certificate certificate = certificate(path);
            if (!isOfCurve(certificate)) {
                generator.addRecipientInfoGenerator(recipient(certificate, options));
                continue;
            }
            boolean first = shared == null || !options.has("--shared");
            if (first) {
                shared = agreement(certificate, options);
                generator.addRecipientInfoGenerator(shared);
            }
            if (options.has("--keyid")) {
                shared.addRecipient(keyIdentifier(certificate), certificate.getPublicKey());
            } else {
                shared.addRecipient(certificate);
            }
        }
        if (options.has("--password")) {
            generator.addRecipientInfoGenerator(new JcePasswordRecipientInfoGenerator(
                    CMSAlgorithm.AES128_CBC, options.get("--password", "").toCharArray()).setProvider(PROVIDER));
        }
        if (options.has("--originator")) {
            var originator = new JcaX509CertificateHolder(certificate(options.get("--originator", "")));
            var info = new OriginatorInfoGenerator(originator).generate();
            if (auth) {
                ((CMSAuthEnvelopedDataGenerator) generator).setOriginatorInfo(info);
            } else {
                generator.setOriginatorInfo(info);
            }
        }
        if (options.has("--attributes")) {
            var table = new SimpleAttributeTableGenerator(attributes("hors signature"));
            if (auth) {
                ((CMSAuthEnvelopedDataGenerator) generator).setUnauthenticatedAttributeGenerator(table);
            } else {
                generator.setUnprotectedAttributeGenerator(table);
            }
        }
        if (options.has("--auth-attributes")) {
            ((CMSAuthEnvelopedDataGenerator) generator)
                    .setAuthenticatedAttributeGenerator(new SimpleAttributeTableGenerator(attributes("authentifié")));
        }
        OutputEncryptor encryptor = encryptor(options);
        Path in = Path.of(options.fromEnd(2));
        Path out = Path.of(options.fromEnd(1));
        if (auth) {
            var content = new CMSProcessableByteArray(Files.readAllBytes(in));
            Files.write(out, ((CMSAuthEnvelopedDataGenerator) generator)
                    .generate(content, (OutputAEADEncryptor) encryptor).getEncoded());
        } else if (whole) {
            var content = new CMSProcessableByteArray(Files.readAllBytes(in));
            Files.write(out, ((CMSEnvelopedDataGenerator) generator).generate(content, encryptor).getEncoded());
        } else {
            var streamed = (CMSEnvelopedDataStreamGenerator) generator;
            streamed.setBEREncodeRecipients(options.has("--ber-recipients"));
            if (options.has("--chunk")) {
                streamed.setBufferSize(Integer.parseInt(options.get("--chunk", "")));
            }
            try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(out), 1 << 16)) {
                try (OutputStream sink = streamed.open(file, encryptor); InputStream source = Files.newInputStream(in)) {
                    source.transferTo(sink);
                }
            }
        }
    }

    private static boolean isOfCurve(X509Certificate certificate) {
        return certificate.getPublicKey() instanceof ECPublicKey;
    }

    private static byte[] keyIdentifier(X509Certificate certificate) throws Exception {
        byte[] extension = certificate.getExtensionValue("2.5.29.14");
        return extension != null
                ? JcaX509ExtensionUtils.parseExtensionValue(extension).toASN1Primitive() instanceof DEROctetString octets
                        ? octets.getOctets()
                        : null
                : new JcaX509ExtensionUtils().createSubjectKeyIdentifier(certificate.getPublicKey()).getKeyIdentifier();
    }

    /** A key agreement with a new key of the certificate's curve. */
    private static JceKeyAgreeRecipientInfoGenerator agreement(X509Certificate certificate, Options options) throws Exception {
        KeyPairGenerator maker = KeyPairGenerator.getInstance("EC", PROVIDER);
        ECParameterSpec curve = ((ECPublicKey) certificate.getPublicKey()).getParams();
        if (options.has("--named-curve")) {
            maker.initialize(new ECGenParameterSpec("P-" + curve.getOrder().bitLength()));
        } else {
            maker.initialize(curve);
        }
        KeyPair sender = maker.generateKeyPair();
        ASN1ObjectIdentifier scheme = switch (options.get("--agreement", "std-sha256")) {
            case "std-sha1" -> CMSAlgorithm.ECDH_SHA1KDF;
            case "std-sha224" -> CMSAlgorithm.ECDH_SHA224KDF;
            case "std-sha256" -> CMSAlgorithm.ECDH_SHA256KDF;
            case "std-sha384" -> CMSAlgorithm.ECDH_SHA384KDF;
            case "std-sha512" -> CMSAlgorithm.ECDH_SHA512KDF;
            case "cofactor-sha1" -> CMSAlgorithm.ECCDH_SHA1KDF;
            case "cofactor-sha224" -> CMSAlgorithm.ECCDH_SHA224KDF;
            case "cofactor-sha256" -> CMSAlgorithm.ECCDH_SHA256KDF;
            case "cofactor-sha384" -> CMSAlgorithm.ECCDH_SHA384KDF;
            case "cofactor-sha512" -> CMSAlgorithm.ECCDH_SHA512KDF;
            default -> throw new IllegalArgumentException(options.get("--agreement", ""));
        };
        ASN1ObjectIdentifier wrap = switch (options.get("--wrap", "aes256")) {
            case "aes128" -> CMSAlgorithm.AES128_WRAP;
            case "aes192" -> CMSAlgorithm.AES192_WRAP;
            case "aes256" -> CMSAlgorithm.AES256_WRAP;
            default -> throw new IllegalArgumentException(options.get("--wrap", ""));
        };
        var made = new JceKeyAgreeRecipientInfoGenerator(scheme, sender.getPrivate(), sender.getPublic(), wrap);
        if (options.has("--ukm")) {
            made.setUserKeyingMaterial(java.util.HexFormat.of().parseHex(options.get("--ukm", "")));
        }
        return made.setProvider(PROVIDER);
    }

    private static JceKeyTransRecipientInfoGenerator recipient(X509Certificate certificate, Options options) throws Exception {
        AlgorithmIdentifier transport = transport(options);
        JceKeyTransRecipientInfoGenerator made;
        if (options.has("--keyid")) {
            byte[] id = keyIdentifier(certificate);
            made = transport == null
                    ? new JceKeyTransRecipientInfoGenerator(id, certificate.getPublicKey())
                    : new JceKeyTransRecipientInfoGenerator(id, transport, certificate.getPublicKey());
        } else {
            made = transport == null
                    ? new JceKeyTransRecipientInfoGenerator(certificate)
                    : new JceKeyTransRecipientInfoGenerator(certificate, transport);
        }
        if (!options.has("--jce")) {
            return made.setProvider(PROVIDER);
        }
        // The JDK ignores the parameters of OAEP here; by this name it uses SHA-256 with MGF1-SHA-1, its default.
        return made.setAlgorithmMapping(PKCSObjectIdentifiers.id_RSAES_OAEP, "RSA/ECB/OAEPWithSHA-256AndMGF1Padding").setProvider("SunJCE");
    }

    /** OAEP with its parameters, or null for RSAES-PKCS1-v1_5. */
    private static AlgorithmIdentifier transport(Options options) throws Exception {
        String name = options.get("--transport", "pkcs1");
        if (name.equals("pkcs1")) {
            return null;
        }
        String[] hashes = name.substring("oaep-".length()).split("-mgf1-");
        byte[] label = java.util.HexFormat.of().parseHex(options.get("--label", ""));
        var spec = new OAEPParameterSpec(
                digest(hashes[0]),
                "MGF1",
                new MGF1ParameterSpec(digest(hashes[hashes.length - 1])),
                label.length == 0 ? PSource.PSpecified.DEFAULT : new PSource.PSpecified(label));
        return new JcaAlgorithmParametersConverter().getAlgorithmIdentifier(PKCSObjectIdentifiers.id_RSAES_OAEP, spec);
    }

    private static String digest(String name) {
        return name.toUpperCase(java.util.Locale.ROOT).replace("SHA", "SHA-");
    }

    private static OutputEncryptor encryptor(Options options) throws Exception {
        String name = options.get("--cipher", "aes256-cbc");
        ASN1ObjectIdentifier cipher = switch (name) {
            case "aes128-cbc" -> CMSAlgorithm.AES128_CBC;
            case "aes192-cbc" -> CMSAlgorithm.AES192_CBC;
            case "aes256-cbc" -> CMSAlgorithm.AES256_CBC;
            case "aes128-gcm" -> CMSAlgorithm.AES128_GCM;
            case "aes192-gcm" -> CMSAlgorithm.AES192_GCM;
            case "aes256-gcm" -> CMSAlgorithm.AES256_GCM;
            case "aes256-ccm" -> CMSAlgorithm.AES256_CCM;
            case "3des" -> CMSAlgorithm.DES_EDE3_CBC;
            case "des" -> CMSAlgorithm.DES_CBC;
            case "rc2" -> CMSAlgorithm.RC2_CBC;
            case "camellia256" -> CMSAlgorithm.CAMELLIA256_CBC;
            case "seed" -> CMSAlgorithm.SEED_CBC;
            default -> throw new IllegalArgumentException(name);
        };
        var builder = new JceCMSContentEncryptorBuilder(cipher).setProvider(PROVIDER);
        if (options.has("--tag") || options.has("--nonce")) {
            byte[] nonce = new byte[Integer.parseInt(options.get("--nonce", "12"))];
            new SecureRandom().nextBytes(nonce);
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("GCM", PROVIDER);
            parameters.init(new GCMParameterSpec(8 * Integer.parseInt(options.get("--tag", "16")), nonce));
            builder.setAlgorithmParameters(parameters);
        }
        return builder.build();
    }

    /** A few attributes, in an order that DER would not give them. */
    private static AttributeTable attributes(String words) {
        var vector = new ASN1EncodableVector();
        vector.add(new Attribute(new ASN1ObjectIdentifier("2.5.4.13"), new DERSet(new DERUTF8String("Une description plus longue que les autres attributs, " + words))));
        vector.add(new Attribute(CMSAttributes.signingTime, new DERSet(new Time(new java.util.Date()))));
        vector.add(new Attribute(new ASN1ObjectIdentifier("2.5.4.41"), new DERSet(new DERUTF8String("pli"))));
        return new AttributeTable(vector);
    }

    // ---- key files

    private static void p12(Options options) throws Exception {
        PrivateKey key = privateKey(options.rest.get(0));
        List<X509Certificate> chain = certificates(options.rest.get(1));
        char[] password = options.rest.get(2).toCharArray();
        Path out = Path.of(options.rest.get(3));
        String name = options.get("--name", "Bouncy Castle");
        if (options.has("--store")) {
            KeyStore store = KeyStore.getInstance(options.get("--store", ""), PROVIDER);
            store.load(null, null);
            store.setKeyEntry(name, key, password, chain.toArray(new X509Certificate[0]));
            try (OutputStream sink = Files.newOutputStream(out)) {
                store.store(sink, password);
            }
            return;
        }
        var utils = new JcaX509ExtensionUtils();
        var id = utils.createSubjectKeyIdentifier(chain.get(0).getPublicKey());
        PKCS12SafeBagBuilder keyBag = new JcaPKCS12SafeBagBuilder(key, pbe(options, password));
        var bags = new ArrayList<org.bouncycastle.pkcs.PKCS12SafeBag>();
        for (X509Certificate certificate : chain) {
            var bag = new JcaPKCS12SafeBagBuilder(certificate);
            if (bags.isEmpty() && !options.has("--no-attributes")) {
                for (PKCS12SafeBagBuilder each : List.of(bag, keyBag)) {
                    each.addBagAttribute(org.bouncycastle.pkcs.PKCS12SafeBag.friendlyNameAttribute, new DERBMPString(name));
                    each.addBagAttribute(org.bouncycastle.pkcs.PKCS12SafeBag.localKeyIdAttribute, id);
                }
            }
            bags.add(bag.build());
        }
        if (options.has("--certificates-last-first")) {
            Collections.reverse(bags);
        }
        var builder = new PKCS12PfxPduBuilder();
        builder.addData(keyBag.build());
        builder.addEncryptedData(pbe(options, password), bags.toArray(new org.bouncycastle.pkcs.PKCS12SafeBag[0]));
        var mac = new JcePKCS12MacCalculatorBuilder(hash(options.get("--mac", "sha256")));
        mac.setProvider(PROVIDER).setIterationCount(Integer.parseInt(options.get("--iterations", "2048")));
        Files.write(out, builder.build(mac, password).getEncoded());
    }

    private static OutputEncryptor pbe(Options options, char[] password) throws Exception {
        int iterations = Integer.parseInt(options.get("--iterations", "2048"));
        String cipher = options.get("--cipher", "aes256");
        ASN1ObjectIdentifier scheme = switch (cipher) {
            case "aes128" -> NISTObjectIdentifiers.id_aes128_CBC;
            case "aes192" -> NISTObjectIdentifiers.id_aes192_CBC;
            case "aes256" -> NISTObjectIdentifiers.id_aes256_CBC;
            case "aes256-gcm" -> NISTObjectIdentifiers.id_aes256_GCM;
            case "3des" -> PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC;
            case "rc2-40" -> PKCSObjectIdentifiers.pbeWithSHAAnd40BitRC2_CBC;
            default -> throw new IllegalArgumentException(cipher);
        };
        if (!cipher.startsWith("aes")) {
            return new JcePKCSPBEOutputEncryptorBuilder(scheme).setIterationCount(iterations).setProvider(PROVIDER).build(password);
        }
        String prf = options.get("--prf", "sha256");
        var hmac = switch (prf) {
            case "sha1" -> PKCSObjectIdentifiers.id_hmacWithSHA1;
            case "sha224" -> PKCSObjectIdentifiers.id_hmacWithSHA224;
            case "sha256" -> PKCSObjectIdentifiers.id_hmacWithSHA256;
            case "sha384" -> PKCSObjectIdentifiers.id_hmacWithSHA384;
            case "sha512" -> PKCSObjectIdentifiers.id_hmacWithSHA512;
            default -> throw new IllegalArgumentException(prf);
        };
        int salt = Integer.parseInt(options.get("--salt", "20"));
        var config = new PBKDF2Config.Builder()
                .withIterationCount(iterations)
                .withSaltLength(salt)
                .withPRF(new AlgorithmIdentifier(hmac, DERNull.INSTANCE))
                .build();
        return new JcePKCSPBEOutputEncryptorBuilder(config, scheme).setProvider(PROVIDER).build(password);
    }

    private static ASN1ObjectIdentifier hash(String name) {
        return switch (name) {
            case "sha1" -> org.bouncycastle.asn1.oiw.OIWObjectIdentifiers.idSHA1;
            case "sha256" -> NISTObjectIdentifiers.id_sha256;
            default -> throw new IllegalArgumentException(name);
        };
    }

    // ---- files

    private static X509Certificate certificate(String path) throws Exception {
        return certificates(path).get(0);
    }

    @SuppressWarnings("unchecked")
    private static List<X509Certificate> certificates(String path) throws Exception {
        try (InputStream source = Files.newInputStream(Path.of(path))) {
            return new ArrayList<>((Collection<X509Certificate>) CertificateFactory.getInstance("X.509").generateCertificates(source));
        }
    }

    private static PrivateKey privateKey(String path) throws Exception {
        try (PEMParser parser = new PEMParser(new FileReader(path))) {
            Object found = parser.readObject();
            var converter = new JcaPEMKeyConverter();
            return found instanceof PEMKeyPair pair
                    ? converter.getPrivateKey(pair.getPrivateKeyInfo())
                    : converter.getPrivateKey((org.bouncycastle.asn1.pkcs.PrivateKeyInfo) found);
        }
    }
}
