namespace FinData.IntegrationTests.Servers;

/// <summary>A broker that speaks TLS: to anybody, to those with a certificate, and to those with a password.</summary>
/// <remarks>
/// Its certificate is for 127.0.0.1, not for "localhost". SCRAM's users are made by <see cref="AddUser"/>.
/// </remarks>
public sealed class SecureBroker() : ScriptedServer("kafka")
{
    private const string Modules = "org.apache.kafka.common.security";

    private readonly int controllerPort = FreePort(), tls = FreePort(), mutual = FreePort(), login = FreePort();
    private Certificates? certificates;

    public string Address => $"127.0.0.1:{Port}";

    public string TlsAddress => $"127.0.0.1:{tls}";

    /// <summary>As <see cref="TlsAddress"/>, by a name that the certificate does not have.</summary>
    public string OtherName => $"localhost:{tls}";

    public string MutualAddress => $"127.0.0.1:{mutual}";

    public string LoginAddress => $"127.0.0.1:{login}";

    /// <summary>Those of the broker and of its clients.</summary>
    public Certificates Certificates => certificates ??= new Certificates(Folder);

    protected override IReadOnlyList<string> Options =>
    [
        "--quick", "--controller-port", $"{controllerPort}",
        .. Set("listeners", $"{Clients},CONTROLLER://127.0.0.1:{controllerPort}"),
        .. Set("advertised.listeners", Clients),
        .. Set("listener.security.protocol.map",
            "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,TLS:SSL,MUTUAL:SSL,LOGIN:SASL_SSL"),
        .. Set("ssl.keystore.type", "PEM"), .. Set("ssl.keystore.location", Certificates.Broker),
        .. Set("ssl.truststore.type", "PEM"), .. Set("ssl.truststore.location", Certificates.Authority),
        .. Set("listener.name.mutual.ssl.client.auth", "required"),
        .. Set("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512"),
        .. Set("listener.name.login.plain.sasl.jaas.config",
            $"{Modules}.plain.PlainLoginModule required user_{KafkaBroker.User}=\"{KafkaBroker.Password}\";"),
        .. Set("listener.name.login.scram-sha-256.sasl.jaas.config", $"{Modules}.scram.ScramLoginModule required;"),
        .. Set("listener.name.login.scram-sha-512.sasl.jaas.config", $"{Modules}.scram.ScramLoginModule required;"),
    ];

    private string Clients =>
        $"PLAINTEXT://{Address},TLS://{TlsAddress},MUTUAL://{MutualAddress},LOGIN://{LoginAddress}";

    /// <summary>Lets a user in by a mechanism of SCRAM.</summary>
    public void AddUser(string mechanism, string user, string password) => Run("bash",
        Path.Combine(FolderOf("kafka"), "tool.sh"), "configs", "--bootstrap-server", Address, "--alter",
        "--add-config", $"{mechanism}=[password={password}]", "--entity-type", "users", "--entity-name", user);

    private static string[] Set(string name, string value) => ["--set", $"{name}={value}"];
}
