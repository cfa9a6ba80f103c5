// An authority by Bouncy Castle's generators: Tsa ALGORITHM KEY CERTIFICATE ISSUER DATA REQUEST RESPONSE; without
// arguments, its version.

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.SignerInfoGenerator;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.bouncycastle.util.CollectionStore;

public final class Tsa {
    public static void main(String[] args) throws Exception {
        BouncyCastleProvider provider = new BouncyCastleProvider();
        java.security.Security.addProvider(provider);
        if (args.length == 0) {
            System.out.println(provider.getVersionStr());
            return;
        }
        Object key = read(args[1]);
        PrivateKey signing = new JcaPEMKeyConverter().getPrivateKey((org.bouncycastle.asn1.pkcs.PrivateKeyInfo) key);
        X509CertificateHolder certificate = (X509CertificateHolder) read(args[2]);
        X509CertificateHolder issuer = (X509CertificateHolder) read(args[3]);

        TimeStampRequestGenerator asking = new TimeStampRequestGenerator();
        asking.setCertReq(true);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(Path.of(args[4])));
        TimeStampRequest request = asking.generate(TSPAlgorithms.SHA256, digest, new BigInteger("81985529216486895"));
        Files.write(Path.of(args[5]), request.getEncoded());

        SignerInfoGenerator signer = new JcaSimpleSignerInfoGeneratorBuilder()
                .build(args[0], signing, new JcaX509CertificateConverter().getCertificate(certificate));
        DigestCalculator calculator = new JcaDigestCalculatorProviderBuilder().build()
                .get(new AlgorithmIdentifier(TSPAlgorithms.SHA256));
        TimeStampTokenGenerator tokens =
                new TimeStampTokenGenerator(signer, calculator, new ASN1ObjectIdentifier("1.2.250.1.999.2"));
        tokens.setAccuracyMillis(20);
        tokens.addCertificates(new CollectionStore<>(List.of(issuer, certificate)));
        TimeStampResponseGenerator responses = new TimeStampResponseGenerator(tokens, TSPAlgorithms.ALLOWED);
        byte[] response = responses.generate(request, BigInteger.valueOf(4242), new Date()).getEncoded();
        Files.write(Path.of(args[6]), response);
    }

    private static Object read(String path) throws Exception {
        try (PEMParser parser = new PEMParser(Files.newBufferedReader(Path.of(path)))) {
            return parser.readObject();
        }
    }
}
