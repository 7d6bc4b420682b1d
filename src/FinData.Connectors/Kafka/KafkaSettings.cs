using System.Text;

namespace FinData.Connectors.Kafka;

/// <summary>How brokers are spoken to; the names are Kafka's.</summary>
public enum KafkaSecurity
{
    /// <summary>Neither encryption nor login.</summary>
    Plaintext,

    /// <summary>TLS without login, or with a certificate as the login.</summary>
    Ssl,

    /// <summary>A login over a line that anyone may read.</summary>
    SaslPlaintext,

    /// <summary>A login over TLS.</summary>
    SaslSsl,
}

/// <summary>How a user logs in with SASL.</summary>
public enum KafkaMechanism
{
    /// <summary>The password as it is: only over TLS or on one machine.</summary>
    Plain,

    /// <summary>SCRAM-SHA-256.</summary>
    ScramSha256,

    /// <summary>SCRAM-SHA-512.</summary>
    ScramSha512,
}

/// <summary>Where a Kafka cluster is and how to get in.</summary>
/// <remarks>The password is in no text that is made of this.</remarks>
public sealed record KafkaSettings
{
    /// <summary>The variable that holds the password: it stands in no file and on no command line.</summary>
    public const string PasswordVariable = "FINDATA_KAFKA_PASSWORD";

    /// <summary>Brokers to begin with, as <c>host:port</c> parted by commas; empty for no Kafka (default).</summary>
    public string Bootstrap { get; init; } = "";

    /// <summary>How brokers are spoken to (default: plaintext).</summary>
    public KafkaSecurity SecurityProtocol { get; init; }

    /// <summary>How the user logs in, where the protocol has a login (default: PLAIN).</summary>
    public KafkaMechanism SaslMechanism { get; init; }

    /// <summary>The user who logs in; empty for none.</summary>
    public string User { get; init; } = "";

    /// <summary>The user's password.</summary>
    public string Password { get; init; } = "";

    /// <summary>The PEM file of those who may sign the brokers' certificates; empty for those of the machine.</summary>
    public string CaFile { get; init; } = "";

    /// <summary>The PEM file of our own certificate, where brokers ask for one; else empty.</summary>
    public string CertificateFile { get; init; } = "";

    /// <summary>The PEM file of the certificate's key, without a passphrase; else empty.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>True when there are brokers to speak to.</summary>
    public bool IsUsed => Bootstrap.Length > 0;

    /// <summary>True when the protocol has a login.</summary>
    public bool HasLogin => SecurityProtocol is KafkaSecurity.SaslPlaintext or KafkaSecurity.SaslSsl;

    /// <summary>True when the protocol is TLS.</summary>
    public bool HasTls => SecurityProtocol is KafkaSecurity.Ssl or KafkaSecurity.SaslSsl;

    /// <summary>Why these cannot be right, as a sentence that says what to do; null when nothing is wrong.</summary>
    public string? Fault => this switch
    {
        { HasLogin: true, User: "" } =>
            "'findata.kafka.user' is empty, and the security protocol has a login: name the user.",
        { HasLogin: true, Password: "" } =>
            $"There is no password for the Kafka user '{User}': put it into the variable {PasswordVariable}.",
        { HasLogin: false, User: not "" } =>
            "'findata.kafka.user' is set, and the security protocol has no login: write sasl_ssl or sasl_plaintext.",
        { HasTls: false } when CaFile.Length + CertificateFile.Length + KeyFile.Length > 0 =>
            "Files of certificates are named, and the security protocol has no TLS: write ssl or sasl_ssl.",
        _ when CertificateFile.Length > 0 != KeyFile.Length > 0 =>
            "A certificate needs its key: name both 'findata.kafka.certificate-file' and 'findata.kafka.key-file'.",
        _ => null,
    };

    // What a record prints of itself ends up in logs.
    private bool PrintMembers(StringBuilder text)
    {
        text.Append($"Bootstrap = {Bootstrap}, SecurityProtocol = {SecurityProtocol}, ");
        text.Append($"SaslMechanism = {SaslMechanism}, User = {User}");
        return true;
    }
}
