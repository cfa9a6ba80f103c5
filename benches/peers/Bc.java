// Opens every file of a folder with Bouncy Castle: one JVM, as many threads as asked, streamed where it can.
//
//   java -cp ... Bc IN OUT KEY_FILE PASSWORD THREADS
//
// Ciphers come from the JDK's own providers, which are faster than Bouncy Castle's (AES and GHASH intrinsics);
// Bouncy Castle's are registered after them, for what the JDK does not have. Nothing is hashed.

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.CMSEnvelopedDataParser;
import org.bouncycastle.cms.RecipientInformation;
import org.bouncycastle.cms.RecipientInformationStore;
import org.bouncycastle.cms.jcajce.JceKeyTransAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientId;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

public final class Bc {
    // 1.2.840.113549.1.9.16.1.23, id-ct-authEnvelopedData, as it stands in DER.
    private static final byte[] AUTH = {
        6, 0x0b, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 9, 0x10, 1, 0x17
    };

    public static void main(String[] arguments) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        Path output = Path.of(arguments[1]);
        Files.createDirectories(output);
        char[] password = arguments[3].toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(arguments[2])) {
            store.load(in, password);
        }
        String alias = store.aliases().nextElement();
        PrivateKey key = (PrivateKey) store.getKey(alias, password);
        JceKeyTransRecipientId id = new JceKeyTransRecipientId((X509Certificate) store.getCertificate(alias));

        List<Path> files = new ArrayList<>();
        try (var listed = Files.list(Path.of(arguments[0]))) {
            listed.forEach(files::add);
        }
        files.sort(Comparator.comparingLong((Path path) -> path.toFile().length()).reversed());
        AtomicInteger next = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[4]); i++) {
            Thread thread = new Thread(() -> {
                byte[] buffer = new byte[1 << 16];
                for (int at = next.getAndIncrement(); at < files.size(); at = next.getAndIncrement()) {
                    Path file = files.get(at);
                    try {
                        open(file, output.resolve(file.getFileName()), key, id, buffer);
                    } catch (Exception e) {
                        failed.incrementAndGet();
                        System.err.println(file + ": " + e);
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        System.exit(failed.get() == 0 ? 0 : 3);
    }

    private static void open(Path from, Path to, PrivateKey key, JceKeyTransRecipientId id, byte[] buffer)
            throws Exception {
        try (InputStream in = new BufferedInputStream(new FileInputStream(from.toFile()), 1 << 16)) {
            in.mark(64);
            byte[] head = in.readNBytes(32);
            in.reset();
            if (names(head)) {
                CMSAuthEnvelopedData message = new CMSAuthEnvelopedData(in);
                RecipientInformation ours = ours(message.getRecipientInfos(), id);
                Files.write(to, ours.getContent(new JceKeyTransAuthEnvelopedRecipient(key)));
            } else {
                RecipientInformation ours = ours(new CMSEnvelopedDataParser(in).getRecipientInfos(), id);
                InputStream content =
                        ours.getContentStream(new JceKeyTransEnvelopedRecipient(key)).getContentStream();
                try (var out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
                    for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                        out.write(buffer, 0, n);
                    }
                }
                content.close();
            }
        }
    }

    private static RecipientInformation ours(RecipientInformationStore all, JceKeyTransRecipientId id) {
        RecipientInformation found = all.get(id);
        if (found == null) {
            throw new IllegalStateException("no recipient is ours");
        }
        return found;
    }

    private static boolean names(byte[] head) {
        for (int at = 0; at + AUTH.length <= head.length; at++) {
            if (java.util.Arrays.equals(head, at, at + AUTH.length, AUTH, 0, AUTH.length)) {
                return true;
            }
        }
        return false;
    }
}
