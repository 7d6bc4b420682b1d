using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FinData.Connectors.Kafka.Wire;

/// <summary>TLS to a broker: who may sign its certificate, and our own.</summary>
internal static class Tls
{
    /// <summary>A stream that is encrypted; the broker's certificate has to be for the host.</summary>
    /// <exception cref="KafkaException">A file of certificates cannot be used.</exception>
    public static SslStream Over(Stream plain, string host, KafkaSettings settings)
    {
        var encrypted = new SslStream(plain);
        encrypted.AuthenticateAsClient(Options(host, settings));
        return encrypted;
    }

    /// <summary>Finds out whether the files can be used, in our words: a library's say neither which nor why.</summary>
    /// <inheritdoc cref="Over"/>
    public static void Require(KafkaSettings settings) => Options("", settings);

    private static SslClientAuthenticationOptions Options(string host, KafkaSettings settings)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = host };
        if (settings.CaFile.Length > 0)
        {
            var roots = Read("ca-file", settings.CaFile, path =>
            {
                var certificates = new X509Certificate2Collection();
                certificates.ImportFromPemFile(path);
                return certificates.Count > 0 ? certificates : throw new CryptographicException("It has none.");
            });
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(roots);
        }
        if (settings.CertificateFile.Length == 0) return options;
        Read("certificate-file", settings.CertificateFile, X509CertificateLoader.LoadCertificateFromFile).Dispose();
        options.ClientCertificates =
        [
            Read("key-file", settings.KeyFile, path => X509Certificate2.CreateFromPemFile(settings.CertificateFile,
                path)),
        ];
        return options;
    }

    private static T Read<T>(string setting, string path, Func<string, T> read)
    {
        try
        {
            return read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            var what = setting == "key-file" ? "the key of 'certificate-file', without a passphrase" : "certificates";
            throw new KafkaException($"'findata.kafka.{setting}' names the file {path}, which cannot be used: " +
                $"{e.Message} It has to be a PEM file of {what}.", isTransient: false, e);
        }
    }
}
