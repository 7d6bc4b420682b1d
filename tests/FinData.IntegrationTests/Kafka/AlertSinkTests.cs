using System.Text.RegularExpressions;
using FinData.IntegrationTests.Running;
using FinData.IntegrationTests.Servers;

namespace FinData.IntegrationTests.Kafka;

/// <summary>Alerts in Kafka are those of the journal, each once, whatever is killed or cut meanwhile.</summary>
[Collection("kafka")]
public sealed partial class AlertSinkTests(KafkaBroker broker) : IDisposable
{
    private readonly TestFolder folder = new();
    private readonly string alerts = KafkaBroker.NewName("alerts"), letters = KafkaBroker.NewName("letters");

    private string Data => folder.Of("data");

    [ServerTheory("kafka"), InlineData("4MiB"), InlineData("64KiB")]
    public async Task A_node_that_is_killed_sends_each_alert_once(string buffer)
    {
        for (var time = 1; time <= 2; time++)
        {
            using var demo = Demo(broker.Address, $"kafka.alerts.buffer={buffer}");
            var before = (await broker.Read(alerts)).Count;
            await Until.True(async () => (await broker.Read(alerts)).Count > before + 500, "alerts", () => demo.Error);
            demo.Kill();
        }
        await RestLeavesAndAllIsThereOnce();
    }

    [ServerFact("kafka")]
    public async Task A_broker_that_is_killed_holds_up_no_booking_and_no_alert_is_lost()
    {
        using (var demo = Demo(broker.Address))
        {
            await Until.True(async () => (await broker.Read(alerts)).Count > 500, "alerts", () => demo.Error);
            broker.Kill();
            var batches = DataFolder.Batches(Data);
            await Until.True(() => DataFolder.Batches(Data) > batches + 20, "bookings go on", () => demo.Error);
            broker.Start();
            var before = (await broker.Read(alerts)).Count;
            await Until.True(async () => (await broker.Read(alerts)).Count > before, "alerts again", () => demo.Error);
            demo.Kill();
        }
        await RestLeavesAndAllIsThereOnce();
    }

    [ServerFact("kafka")]
    public async Task A_link_that_is_cut_and_mended_doubles_nothing()
    {
        using (var demo = Demo(broker.LoginAddress, "kafka.security-protocol=sasl_plaintext", "kafka.user=app"))
        {
            await Until.True(async () => (await broker.Read(alerts)).Count > 500, "alerts", () => demo.Error);
            for (var cut = 1; cut <= 3; cut++)
            {
                broker.CutLink();
                var batches = DataFolder.Batches(Data);
                await Until.True(() => DataFolder.Batches(Data) > batches + 20, "bookings go on", () => demo.Error);
                broker.MendLink();
                var before = (await broker.Read(alerts)).Count;
                await Until.True(async () => (await broker.Read(alerts)).Count > before, "alerts", () => demo.Error);
            }
            demo.Kill();
        }
        await RestLeavesAndAllIsThereOnce();
    }

    [ServerFact("kafka")]
    public async Task A_node_on_a_copy_of_the_folder_fences_the_first_which_stops()
    {
        using (var demo = Demo(broker.Address))
        {
            await Until.True(async () => (await broker.Read(alerts)).Count > 500, "alerts", () => demo.Error);
            demo.Kill();
        }
        (await RunningProgram.Run("alert", "list", "--data", Data, "--json")).Done();
        Directory.CreateDirectory(folder.Of("copy"));
        foreach (var file in Directory.GetFiles(Data)) File.Copy(file, folder.Of($"copy/{Path.GetFileName(file)}"));
        using var first = Demo(broker.Address);
        await first.FirstLine();
        using var second = Node(folder.Of("copy"), broker.Address);
        var ended = await first.End();
        Assert.Equal(1, ended.Code);
        Assert.Contains("Another node sends the alerts of this journal", ended.Error);
    }

    [ServerFact("kafka")]
    public async Task Records_that_cannot_be_taken_arrive_as_they_came()
    {
        string[] poison = ["9,yesterday,1,2,3.00,0,0", "10,2018-04-01T00:00:31Z,1,2,-3.00,0,0", "\"\0\u001f,,,"];
        var cards = CardFile.Write(folder.Of("cards.csv"), CardFile.MadeUp(100).Concat(poison));
        (await RunningProgram.Run("replay", cards, "--data", Data)).Done();
        using var node = Node(Data, broker.Address);
        await Until.True(async () => (await broker.Read(letters)).Count >= poison.Length, "letters", () => node.Error);
        var came = await broker.Read(letters);
        Assert.Equal(poison.Order(StringComparer.Ordinal), came.Select(m => m.Value).Order(StringComparer.Ordinal));
        var dated = came.Single(m => m.Value == poison[1]).Headers;
        Assert.Contains("reason=negative-amount", dated);
        Assert.Contains("offset=103", dated);
        Assert.Contains("source=file:cards.csv:", dated);
        Assert.Contains("format=card", dated);
        Assert.Contains("timestamp=1522540831000", dated);
    }

    [ServerFact("kafka")]
    public async Task A_folder_that_is_older_than_what_has_left_it_is_refused()
    {
        using (var demo = Demo(broker.Address))
        {
            await Until.True(() => DataFolder.Batches(Data) > 10, "a journal", () => demo.Error);
            demo.Kill();
        }
        (await RunningProgram.Run("alert", "list", "--data", Data, "--json")).Done();
        Directory.CreateDirectory(folder.Of("old"));
        foreach (var file in Directory.GetFiles(Data)) File.Copy(file, folder.Of($"old/{Path.GetFileName(file)}"));
        using (var demo = Demo(broker.Address))
        {
            var before = (await broker.Read(alerts)).Count;
            await Until.True(async () => (await broker.Read(alerts)).Count > before + 500, "alerts", () => demo.Error);
            demo.Kill();
        }
        using var old = Node(folder.Of("old"), broker.Address);
        var ended = await old.End();
        Assert.Equal(1, ended.Code);
        Assert.Contains("it is an older copy", ended.Error);
    }

    public void Dispose() => folder.Dispose();

    // What had not left before the last kill leaves now, and nothing a second time.
    private async Task RestLeavesAndAllIsThereOnce()
    {
        var rows = (await DataFolder.Export(Data, "alerts")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var wanted = rows.Skip(1).Select(row => row.Split(',')[0]).Order(StringComparer.Ordinal).ToList();
        Assert.NotEmpty(wanted);
        using var node = Node(Data, broker.Address);
        await Until.True(async () => Ids(Frauds(await broker.Read(alerts))).Count >= wanted.Count, "the rest",
            () => node.Error);
        var all = await broker.Read(alerts);
        Assert.Equal(wanted, Ids(Frauds(all)).Order(StringComparer.Ordinal));
        // Best sellers are in no export; none of them came twice either.
        Assert.Empty(Ids(all).GroupBy(id => id).Where(of => of.Count() > 1).Select(of => of.Key));
    }

    private static IEnumerable<KafkaMessage> Frauds(IEnumerable<KafkaMessage> messages) =>
        messages.Where(m => m.Value.StartsWith("{\"kind\":\"fraud\"", StringComparison.Ordinal));

    private static List<string> Ids(IEnumerable<KafkaMessage> messages) =>
        [.. messages.SelectMany(m => Id().Matches(m.Headers).Select(id => id.Groups[1].Value))];

    private RunningProgram Demo(string address, params string[] settings) => Start("demo", Data, address,
        ["--rate", "50", "--accounts", "300", "--set", "alerts.velocity=5", .. settings.SelectMany(Set)]);

    private RunningProgram Node(string data, string address) => Start("node", data, address, []);

    private RunningProgram Start(string command, string data, string address, string[] more) =>
        RunningProgram.StartOther("env",
        [
            $"FINDATA_KAFKA_PASSWORD={KafkaBroker.Password}", Solution.Program, command, "--data", data, "--port", "0",
            .. Set($"kafka.bootstrap={address}"), .. Set("kafka.topics="), .. Set($"kafka.alerts.topic={alerts}"),
            .. Set($"kafka.dead-letters.topic={letters}"), .. more,
        ]);

    private static string[] Set(string setting) => ["--set", setting];

    [GeneratedRegex(@"(?:^|,)id=([^,]+)")]
    private static partial Regex Id();
}
