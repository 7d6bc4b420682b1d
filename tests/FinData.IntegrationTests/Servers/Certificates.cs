using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FinData.IntegrationTests.Servers;

/// <summary>PEM files of an authority and of those whom it has signed, valid for a day.</summary>
public sealed class Certificates
{
    private static readonly DateTimeOffset from = DateTimeOffset.UtcNow.AddHours(-1), to = from.AddDays(1);

    private readonly string folder;
    private readonly X509Certificate2 authority;

    /// <summary>Makes them in a folder.</summary>
    public Certificates(string folder)
    {
        this.folder = folder;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        authority = request.CreateSelfSigned(from, to);
        Authority = Write("authority.pem", authority.ExportCertificatePem());
        var (signed, own) = Sign("CN=broker");
        Broker = Write("broker.pem", own + "\n" + signed + "\n" + authority.ExportCertificatePem());
        (signed, own) = Sign("CN=findata");
        (Client, ClientKey) = (Write("client.pem", signed), Write("client.key", own));
        using var stranger = new CertificateRequest("CN=stranger", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(from, to);
        Stranger = Write("stranger.pem", stranger.ExportCertificatePem());
    }

    /// <summary>Who has signed all the others.</summary>
    public string Authority { get; }

    /// <summary>Somebody who has signed none.</summary>
    public string Stranger { get; }

    /// <summary>The broker's key and certificate, for 127.0.0.1.</summary>
    public string Broker { get; }

    /// <summary>A client's certificate.</summary>
    public string Client { get; }

    /// <summary>Its key.</summary>
    public string ClientKey { get; }

    private (string Certificate, string Key) Sign(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, from, to, RandomNumberGenerator.GetBytes(8));
        return (signed.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text + "\n");
        return path;
    }
}
