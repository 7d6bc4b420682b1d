using System.Net.Sockets;
using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Commands;

public sealed class UsageTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("replay")]
    [InlineData("node --port many")]
    [InlineData("replay file --colour red")]
    [InlineData("export moods")]
    [InlineData("at 2018-04-03")]
    [InlineData("decision replay")]
    [InlineData("backtest --rules x.rules --from 2018-04-08 --to later")]
    [InlineData("decision replay t1 --all")]
    [InlineData("fraud evaluate x.csv --train june --test july")]
    [InlineData("fraud evaluate x.csv --train 2018-06-03 --test 2018-06-17 --seeds 0")]
    [InlineData("fraud train x.csv --from 2018-06-03 --to 2018-06-09")]
    [InlineData("fraud score x.csv --model m --days 2018-06-03..2018-06-09 --top -5")]
    [InlineData("replay x.csv --speed 0")]
    [InlineData("replay x.csv --speed=-1")]
    [InlineData("replay x.csv --speed NaN")]
    [InlineData("simulate --records=-5")]
    [InlineData("bench replay --rounds 0")]
    public async Task Wrong_usage_ends_with_2_and_leads_to_the_help(string line)
    {
        var ended = await RunningProgram.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, ended.Code);
        Assert.Contains("--help", ended.Error);
        Assert.Equal("", ended.Output);
    }

    [Theory]
    [InlineData("replay missing.csv", "missing.csv")]
    [InlineData("replay .", "is a folder: name its files")]
    [InlineData("account list", "no journal")]
    [InlineData("node --port 0 --set no.such=1", "no.such")]
    [InlineData("node --port 0 --set batch.records-max=0", "batch.records-max")]
    [InlineData("node --port 0 --set batch.in-flight-max=0", "from 1 on")]
    [InlineData("node --port 0 --set batch.chunks-max=-1", "batch.chunks-max")]
    [InlineData("node --port 0 --set idempotency.ids-min=-1", "idempotency.ids-min")]
    [InlineData("node --port 0 --set idempotency.hours-min=2147483647", "from 0 to 1000000")]
    [InlineData("node --port 0 --set snapshot.keep=0", "snapshot.keep")]
    [InlineData("node --port 0 --set alerts.probability=7", "from 0 to 1")]
    [InlineData("node --port 0 --set http.body-bytes-max=4GiB", "http.body-bytes-max")]
    [InlineData("node --port 0 --set sources.record-bytes-max=0", "sources.record-bytes-max")]
    [InlineData("node --port 0 --set holds.lasts=infinite", "holds.lasts")]
    [InlineData("node --port 0 --set fraud.label-delay=infinite", "It has to end")]
    [InlineData("simulate --records 5 --out /no/such/folder/x.ndjson", "/no/such/folder/x.ndjson")]
    public async Task What_fails_ends_with_1_and_one_sentence(string line, string named)
    {
        var ended = await RunningProgram.Run([.. line.Split(' '), "--data", folder.Of("none")]);

        Assert.Equal(1, ended.Code);
        Assert.Contains(named, ended.Error);
        Assert.StartsWith("findata: ", ended.Error);
        Assert.DoesNotContain("   at ", ended.Error);
    }

    [Fact]
    public async Task Days_the_wrong_way_round_are_told_of()
    {
        var ended = await RunningProgram.Run("fraud", "train", "x.csv", "--from", "2018-06-09", "--to", "2018-06-03",
            "--out", folder.Of("m"));
        Assert.Equal((1, "findata: --to is before --from (2018-06-09..2018-06-03). Exchange them."),
            (ended.Code, ended.Error));
    }

    [Fact]
    public async Task A_file_in_the_place_of_a_data_folder_is_called_a_file()
    {
        var file = folder.Write("file", "");
        var ended = await RunningProgram.Run("account", "list", "--data", file);
        Assert.Equal((1, $"findata: '{file}' is a file, and a data folder is asked for: name one with --data."),
            (ended.Code, ended.Error));
    }

    // A node that was killed leaves its notice; its number is another process's after a while.
    [Theory, InlineData("http://127.0.0.1:1"), InlineData("nonsense")]
    public async Task A_notice_of_a_node_that_has_not_the_folder_stops_nobody(string address)
    {
        var cards = CardFile.Write(folder.Of("cards.csv"), CardFile.MadeUp(10));
        (await RunningProgram.Run("replay", cards, "--data", folder.Of("killed"))).Done();
        folder.Write("killed/node.json",
            $$"""{"Process":{{Environment.ProcessId}},"Command":"node","Address":"{{address}}"}""");
        Assert.Contains("card:", (await RunningProgram.Run("account", "list", "--data", folder.Of("killed"))).Done());
    }

    [Fact]
    public async Task A_second_process_on_a_folder_is_told_who_has_it()
    {
        using var node = await RunningNode.Start(folder.Of("one"));
        var second = await RunningProgram.Run("node", "--port", "0", "--data", folder.Of("one"));

        Assert.Equal(1, second.Code);
        Assert.Contains($"process {node.Program.Id}", second.Error);
    }

    [Fact]
    public async Task A_port_in_use_is_named()
    {
        using var other = new TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        var port = ((System.Net.IPEndPoint)other.LocalEndpoint).Port;
        var ended = await RunningProgram.Run("node", "--port", $"{port}", "--data", folder.Of("port"));

        Assert.Equal(1, ended.Code);
        Assert.Contains($"Port {port} is in use", ended.Error);
    }

    [Fact]
    public async Task A_node_that_is_told_to_stop_gives_its_folder_back()
    {
        using var node = await RunningNode.Start(folder.Of("stopped"));
        node.Program.Interrupt();

        Assert.Equal(0, (await node.Program.End()).Code);
        Assert.False(File.Exists(Path.Combine(folder.Of("stopped"), "node.json")));
    }
}
