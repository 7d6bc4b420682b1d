using System.Diagnostics;
using System.Runtime.InteropServices;
using FinData.Connectors.Kafka.Native;

namespace FinData.Connectors.Kafka;

/// <summary>A connection to a Kafka cluster through librdkafka: what producers and members of groups share.</summary>
/// <remarks>One thread uses it; the library has threads of its own.</remarks>
public unsafe class KafkaClient : IDisposable
{
    private const int ErrorBytes = 512;

    private readonly ClientHandle client;
    private readonly QueueHandle events;
    private readonly KafkaSettings settings;
    private bool isTlsRefused;

    private protected KafkaClient(KafkaSettings settings, ClientType type,
        IEnumerable<(string Name, string Value)> properties, EventTypes also)
    {
        this.settings = settings;
        if (settings.Fault is { } fault) throw new KafkaException(RdKafkaError.None, fault);
        if (settings.HasTls) Wire.Tls.Require(settings);
        var conf = Configure([.. PropertiesOf(settings), .. properties]);
        RdKafka.ConfSetEvents(conf, EventTypes.Error | also);
        RdKafka.ConfSetLog(conf, 0);    // What it says of faults comes through the queue.
        var error = stackalloc byte[ErrorBytes];
        var made = RdKafka.New(type, conf, error, ErrorBytes);
        if (made == 0)
        {
            RdKafka.ConfDestroy(conf);
            throw new KafkaException(RdKafka.LastError(), $"No client for Kafka at {settings.Bootstrap} can be made: " +
                $"{TextOf(error)}. Look at the settings under 'findata.kafka'.");
        }
        client = new ClientHandle(made);
        events = new QueueHandle(QueueOf(made));
    }

    /// <summary>The last fault that the library told of: a refused login, a broker that cannot be reached.</summary>
    public string? LastFault { get; private set; }

    /// <summary>The brokers to begin with, for messages.</summary>
    public string Bootstrap => settings.Bootstrap;

    internal nint Client => client.DangerousGetHandle();

    /// <summary>Connects for questions and for making topics.</summary>
    /// <exception cref="KafkaException">The library is missing, or the settings do not fit together.</exception>
    public static KafkaClient Open(KafkaSettings settings) => new(settings, ClientType.Producer, [], EventTypes.None);

    /// <summary>How many partitions each topic has, of the topics that are there.</summary>
    /// <exception cref="KafkaException">
    /// The cluster does not answer within <paramref name="patience"/>, or refuses the login.
    /// </exception>
    public IReadOnlyDictionary<string, int> Partitions(TimeSpan patience)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            Metadata* metadata;
            var error = RdKafka.GetMetadata(Client, allTopics: 1, onlyTopic: 0, &metadata, milliseconds: 1000);
            if (error == RdKafkaError.None)
            {
                var topics = new Dictionary<string, int>();
                for (var i = 0; i < metadata->TopicCount; i++)
                    topics[TextOf(metadata->Topics[i].Name)] = metadata->Topics[i].PartitionCount;
                RdKafka.MetadataDestroy(metadata);
                return topics;
            }
            // Meanwhile the reason may have come: a login or a certificate that is refused will not get better by
            // waiting.
            Poll(TimeSpan.Zero);
            var mayPass = !isTlsRefused && IsPassing(error);
            if (mayPass && watch.Elapsed < patience) continue;
            throw Fault(error, "does not answer",
                "Check that it runs there, 'kafka.bootstrap' and 'kafka.security-protocol'" + (settings.HasTls
                    ? ", 'kafka.ca-file' and, where it asks for one, 'kafka.certificate-file'." : "."), mayPass);
        }
    }

    /// <summary>Makes the topic where it is missing, with the replicas that the cluster's settings say.</summary>
    /// <returns>The partitions that it has, which may be others than those asked for where it was there.</returns>
    /// <exception cref="KafkaException">The cluster does not answer in time (transient), or refuses.</exception>
    public int EnsureTopic(string topic, int partitions, TimeSpan patience)
    {
        for (var watch = Stopwatch.StartNew(); ;)
        {
            if (Partitions(patience).GetValueOrDefault(topic) is > 0 and var count) return count;
            var error = Create(topic, partitions, patience);
            // Brokers tell each other of a new topic, which takes a moment; one that was too busy to say that it
            // lives, or has just started, is counted again soon.
            if (watch.Elapsed > patience) throw error switch
            {
                RdKafkaError.None => Fault(RdKafkaError.UnknownTopic,
                    $"has made the topic '{topic}' but does not show it", "Try again.", isTransient: true),
                RdKafkaError.TooFewBrokers => Fault(error, $"has too few brokers for the topic '{topic}'",
                    "Start more of them, or set their 'default.replication.factor' lower.", isTransient: true),
                _ => Fault(error, $"does not make the topic '{topic}'", "Try again.", isTransient: true),
            };
            Poll(TimeSpan.FromMilliseconds(20));
        }
    }

    /// <summary>Takes what the library has to tell, waiting for it at most so long.</summary>
    /// <exception cref="KafkaException">The login is refused, or the client cannot go on.</exception>
    public void Poll(TimeSpan wait)
    {
        for (var next = Next(wait); next != 0; next = Next(TimeSpan.Zero))
        {
            try
            {
                if (RdKafka.EventType(next) == (int)EventTypes.Error) TakeError(next);
                else Take(next);
            }
            finally
            {
                RdKafka.EventDestroy(next);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    // Called by the constructor: nothing of a derived class is there yet.
    private protected virtual nint QueueOf(nint client) => RdKafka.MainQueue(client);

    private protected virtual void Take(nint e) { }

    // An event, which the caller frees; 0 when there is none, or the client is disposed.
    private protected nint Next(TimeSpan wait) =>
        events.IsClosed ? 0 : RdKafka.QueuePoll(events.DangerousGetHandle(), (int)wait.TotalMilliseconds);

    // For a client that the library cannot free without ending the process.
    private protected void StayInMemory() => client.StaysInMemory = true;

    /// <summary>Frees topics before the client.</summary>
    protected virtual void Dispose(bool disposing)
    {
        events.Dispose();
        client.Dispose();
    }

    internal KafkaException Fault(RdKafkaError error, string what, string remedy, bool isTransient = false)
    {
        var said = LastFault is { } fault ? $" ({fault})" : "";
        return new KafkaException(error,
            $"Kafka at {Bootstrap} {what}: {TextOf(RdKafka.TextOf(error))}{said}. {remedy}", isTransient);
    }

    internal static string TextOf(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";

    private void TakeError(nint e)
    {
        var error = RdKafka.EventError(e);
        LastFault = TextOf(RdKafka.EventErrorText(e));
        isTlsRefused = error == RdKafkaError.Tls;
        // The library calls it so, too, when the broker goes away in the middle of the login: that passes.
        var isCutOff = LastFault.Contains("Local: Broker transport failure", StringComparison.Ordinal)
            || LastFault.Contains("Local: Timed out", StringComparison.Ordinal);
        if (!isCutOff && error is RdKafkaError.Authentication or RdKafkaError.AuthenticationRefused)
            throw new KafkaException(error, $"Kafka at {Bootstrap} refuses the user '{settings.User}': {LastFault}. " +
                $"Check 'findata.kafka.user', the variable {KafkaSettings.PasswordVariable} and the mechanism" +
                $"{(settings.SaslMechanism == KafkaMechanism.Plain ? "" : "; SCRAM with brokers of version 4 takes " +
                    "librdkafka 2.6.1 or newer")}.");
        var text = stackalloc byte[ErrorBytes];
        var cause = RdKafka.FatalError(Client, text, ErrorBytes);
        if (cause != RdKafkaError.None) throw new KafkaException(cause,
            $"The client of Kafka at {Bootstrap} cannot go on: {TextOf(text)}.",
            isTransient: cause is not (RdKafkaError.Fenced or RdKafkaError.FencedMember));
    }

    // A broker that is killed in the middle of it is asked again, as one is that cannot be reached.
    private static bool IsPassing(RdKafkaError error) => error is RdKafkaError.Transport or RdKafkaError.TimedOut
        or RdKafkaError.AllBrokersDown or RdKafkaError.RequestTimedOut or RdKafkaError.NotController;

    // What may be otherwise in a moment is given back.
    private RdKafkaError Create(string topic, int partitions, TimeSpan patience)
    {
        var error = stackalloc byte[ErrorBytes];
        var wanted = RdKafka.NewTopicNew(topic, partitions, -1, error, ErrorBytes);
        if (wanted == 0)
            throw new KafkaException(RdKafkaError.None, $"The topic '{topic}' with {partitions} partitions cannot be " +
                $"made: {TextOf(error)}. Give another name or number.");
        using var answers = new QueueHandle(RdKafka.QueueNew(Client));
        RdKafka.CreateTopics(Client, &wanted, 1, options: 0, answers.DangerousGetHandle());
        RdKafka.NewTopicDestroy(wanted);
        var answer = RdKafka.QueuePoll(answers.DangerousGetHandle(), (int)patience.TotalMilliseconds);
        if (answer == 0) return RdKafkaError.TimedOut;
        try
        {
            var all = RdKafka.EventError(answer);
            if (IsPassing(all)) return all;
            if (all != RdKafkaError.None) throw Fault(all, $"does not make the topic '{topic}'", "Try again.");
            var results = RdKafka.CreateTopicsResultTopics(RdKafka.CreateTopicsResult(answer), out _);
            var made = RdKafka.TopicResultError(results[0]);
            if (made is RdKafkaError.None or RdKafkaError.TopicExists) return RdKafkaError.None;
            if (made == RdKafkaError.TooFewBrokers || IsPassing(made)) return made;
            throw new KafkaException(made, $"Kafka at {Bootstrap} does not make the topic '{topic}': " +
                $"{TextOf(RdKafka.TopicResultErrorText(results[0]))} Make it by Kafka's own tools, or let the user.");
        }
        finally
        {
            RdKafka.EventDestroy(answer);
        }
    }

    private static nint Configure(IEnumerable<(string Name, string Value)> properties)
    {
        nint conf;
        try
        {
            conf = RdKafka.ConfNew();
        }
        catch (DllNotFoundException e)
        {
            throw new KafkaException(RdKafkaError.None, "Kafka needs the library librdkafka.so.1, which is not here. " +
                "Install it, on Debian and Ubuntu by 'apt-get install librdkafka1'.", inner: e);
        }
        var error = stackalloc byte[ErrorBytes];
        foreach (var (name, value) in properties)
        {
            if (RdKafka.ConfSet(conf, name, value, error, ErrorBytes) == 0) continue;
            RdKafka.ConfDestroy(conf);
            var said = name == "sasl.password" ? "the password is not allowed" : TextOf(error);
            throw new KafkaException(RdKafkaError.None,
                $"librdkafka does not take {name}: {said}. Look at the settings under 'findata.kafka'.");
        }
        return conf;
    }

    private static IEnumerable<(string, string)> PropertiesOf(KafkaSettings settings)
    {
        yield return ("bootstrap.servers", settings.Bootstrap);
        yield return ("client.id", "findata");
        yield return ("security.protocol", settings.SecurityProtocol switch
        {
            KafkaSecurity.Plaintext => "plaintext",
            KafkaSecurity.Ssl => "ssl",
            KafkaSecurity.SaslPlaintext => "sasl_plaintext",
            KafkaSecurity.SaslSsl => "sasl_ssl",
            _ => throw new UnreachableException(),
        });
        // A broker that comes back is found soon: the default waits up to ten seconds.
        yield return ("reconnect.backoff.max.ms", "1000");
        if (settings.HasLogin)
        {
            yield return ("sasl.mechanism", settings.SaslMechanism switch
            {
                KafkaMechanism.Plain => "PLAIN",
                KafkaMechanism.ScramSha256 => "SCRAM-SHA-256",
                KafkaMechanism.ScramSha512 => "SCRAM-SHA-512",
                _ => throw new UnreachableException(),
            });
            yield return ("sasl.username", settings.User);
            yield return ("sasl.password", settings.Password);
        }
        // Before librdkafka 2.0 a certificate of any name would do.
        if (settings.HasTls) yield return ("ssl.endpoint.identification.algorithm", "https");
        if (settings.CaFile.Length > 0) yield return ("ssl.ca.location", settings.CaFile);
        if (settings.CertificateFile.Length > 0) yield return ("ssl.certificate.location", settings.CertificateFile);
        if (settings.KeyFile.Length > 0) yield return ("ssl.key.location", settings.KeyFile);
    }
}
