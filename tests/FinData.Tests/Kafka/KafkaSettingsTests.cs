using FinData.Connectors.Kafka;

namespace FinData.Tests.Kafka;

public sealed class KafkaSettingsTests
{
    private static readonly KafkaSettings login = new()
    {
        Bootstrap = "localhost:9092", SecurityProtocol = KafkaSecurity.SaslSsl, User = "app", Password = "s3cret",
    };

    [Fact]
    public void The_password_is_in_no_text_that_is_made_of_them()
    {
        Assert.Contains("User = app", login.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", login.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_fits_together_has_no_fault()
    {
        Assert.Null(new KafkaSettings().Fault);
        Assert.Null(login.Fault);
        Assert.Null((login with { CaFile = "ca.pem", CertificateFile = "own.pem", KeyFile = "own.key" }).Fault);
    }

    public static TheoryData<KafkaSettings, string> Faults => new()
    {
        { login with { User = "" }, "name the user" },
        { login with { Password = "" }, KafkaSettings.PasswordVariable },
        { login with { SecurityProtocol = KafkaSecurity.Ssl }, "has no login" },
        { new() { CaFile = "ca.pem" }, "has no TLS" },
        { login with { KeyFile = "own.key" }, "certificate-file" },
    };

    [Theory, MemberData(nameof(Faults))]
    public void What_does_not_fit_together_is_said_with_what_to_do(KafkaSettings settings, string says) =>
        Assert.Contains(says, settings.Fault, StringComparison.Ordinal);
}
