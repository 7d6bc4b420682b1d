using System.Globalization;
using System.Text;
using FinData.Connectors.Kafka;

namespace FinData.IntegrationTests.Cluster;

/// <summary>
/// Transactions that a seed decides, sent to a topic at a steady rate, with what has to come of them: no decision
/// depends on which of two accounts is read first.
/// </summary>
internal sealed class SteadyLoad(int seed)
{
    private const int Accounts = 60, Terminals = 9, PerStep = 5, Confirmed = 200, FarTooMuch = 200_000_000,
        Limit = 40_000;
    private const long Start = 1_767_225_600_000, Apart = 50;

    private static readonly TimeSpan step = TimeSpan.FromMilliseconds(10);

    private readonly Random random = new(seed);
    private readonly List<(string Key, string Line)> sent = [];
    private readonly List<(string Id, string Account, string Other, long Amount)> reversible = [];
    private readonly Dictionary<string, long> balances = [];

    /// <summary>What nodes are started with for it: every record is taken, and only one rule raises alerts.</summary>
    public static IReadOnlyList<string> Settings =>
    [
        "accounts.account.opens-on-first-use=on", "accounts.account.credit-line=1000000.00",
        "alerts.amount-limit=400", "alerts.velocity=60000", "alerts.debits-min=1000000",
        // Records of the past come late for who has waited for them by the clock.
        "kafka.idle-after=1h",
    ];

    /// <summary>The ids of all records, each once.</summary>
    public List<string> Ids { get; } = [];

    /// <summary>The ids of alerts.</summary>
    public List<string> Alerts { get; } = [];

    /// <summary>Ids of accounts and terminals, with what each has.</summary>
    public IEnumerable<string> Balances => balances
        .Select(b => string.Create(CultureInfo.InvariantCulture, $"{b.Key} {b.Value / 100m:F2}"))
        .Order(StringComparer.Ordinal);

    /// <summary>Sends until it is told to stop; ends when brokers have all of it.</summary>
    public void Run(string bootstrap, string topic, TimeSpan patience, CancellationToken stop)
    {
        for (var confirmed = 0; confirmed < sent.Count || !stop.IsCancellationRequested;)
        {
            using var producer = KafkaProducer.Open(new KafkaSettings { Bootstrap = bootstrap }, patience);
            try
            {
                for (var next = confirmed; next < sent.Count; next++) Send(producer, topic, next);
                for (var i = 0; i < Confirmed && !stop.WaitHandle.WaitOne(step); i++)
                    for (var more = 0; more < PerStep; more++)
                    {
                        sent.Add(Next());
                        Send(producer, topic, sent.Count - 1);
                    }
                producer.Flush(CancellationToken.None);
                confirmed = sent.Count;
            }
            catch (KafkaException)
            {
                // A broker that was killed may have made the producer useless: what it has not confirmed is sent again.
            }
        }
    }

    private void Send(KafkaProducer producer, string topic, int number) =>
        producer.Send(topic, Encoding.ASCII.GetBytes(sent[number].Key), Encoding.ASCII.GetBytes(sent[number].Line));

    private (string Key, string Line) Next()
    {
        var (account, amount) = ($"a{random.Next(Accounts)}", 100L + random.Next(50_000));
        switch (random.Next(12))
        {
            case 3 or 4:
                return Debit("withdrawal", account, amount, "");
            case 5 or 6 or 7:
                return Debit("payment", account, amount, $"terminal:m{random.Next(Terminals)}");
            case 8:
                return Debit("transfer", account, amount, $"account:b{random.Next(Accounts)}");
            case 9:
                return Line("withdrawal", account, FarTooMuch);
            case 10 when reversible.Count > 0:
                return Reverse();
            case 11 when sent.Count > 0:
                return sent[random.Next(sent.Count)];
            default:
                Move(account, amount);
                return Line("deposit", account, amount);
        }
    }

    // A debit of long ago as likely as one of now: most are in the journal alone.
    private (string Key, string Line) Reverse()
    {
        var at = random.Next(reversible.Count);
        var (id, account, other, amount) = reversible[at];
        reversible[at] = reversible[^1];
        reversible.RemoveAt(reversible.Count - 1);
        Move(account, amount);
        if (other.Length > 0) Move(other, -amount);
        return Line("reverse", account, 0, $",\"of\":\"{id}\"");
    }

    private (string Key, string Line) Debit(string type, string account, long amount, string other)
    {
        var field = other.Length == 0 ? "" : type == "payment" ? $",\"terminal\":\"{other}\"" : $",\"to\":\"{other}\"";
        Move(account, -amount);
        if (other.Length > 0) Move(other, amount);
        var made = Line(type, account, amount, field);
        reversible.Add((Ids[^1], account, other, amount));
        if (amount > Limit) Alerts.Add($"{Ids[^1]}/amount-limit");
        return made;
    }

    private (string Key, string Line) Line(string type, string account, long amount, string more = "")
    {
        var (id, time) = ($"t{Ids.Count}", DateTimeOffset.FromUnixTimeMilliseconds(Start + Apart * Ids.Count));
        Ids.Add(id);
        if (amount > 0) more += string.Create(CultureInfo.InvariantCulture, $",\"amount\":\"{amount / 100m:F2}\"");
        return (account, string.Create(CultureInfo.InvariantCulture, $"{{\"id\":\"{id}\",\"ts\":\"" +
            $"{time:yyyy-MM-ddTHH:mm:ss.fffZ}\",\"type\":\"{type}\",\"account\":\"{account}\"{more}}}"));
    }

    private void Move(string account, long amount)
    {
        var id = account.Contains(':') ? account : $"account:{account}";
        balances[id] = balances.GetValueOrDefault(id) + amount;
    }
}
