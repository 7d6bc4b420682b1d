using System.Text.RegularExpressions;
using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Replays;

public sealed partial class ReplayTests(WholeRun whole) : IClassFixture<WholeRun>, IDisposable
{
    private const int ClaimBatches = 8;     // One a shard, before the first record.

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_file_that_was_read_to_its_end_is_not_read_again()
    {
        var again = await RunningProgram.Run("replay", whole.File, "--data", whole.Data);

        Assert.Equal(whole.Result, await WholeRun.ResultOf(again, whole.Data));
        Assert.Contains("not read again", again.Error);
    }

    [Fact]
    public async Task Json_leaves_out_everything_but_the_line()
    {
        var again = await RunningProgram.Run("replay", whole.File, "--data", whole.Data, "--json");

        Assert.Equal(whole.Result.Figures, DataFolder.Figures(again.Output));
        Assert.Equal("", again.Error);
    }

    [Fact]
    public async Task Another_number_of_shards_is_an_error_that_names_both()
    {
        var ended = await RunningProgram.Run("replay", whole.File, "--data", whole.Data, "--shards", "4");

        Assert.Equal(1, ended.Code);
        Assert.Contains("8 shards", ended.Error);
        Assert.Contains("--shards 4", ended.Error);
    }

    [Fact]
    public async Task Interrupted_it_ends_with_130_and_goes_on_afterwards()
    {
        var data = folder.Of("interrupted");
        using var run = RunningProgram.Start("replay", whole.File, "--data", data, "--speed", "100000");
        await Until.True(() => DataFolder.Batches(data) > ClaimBatches, "a durable batch", () => run.Error);
        run.Interrupt();
        var ended = await run.End();

        Assert.Equal(130, ended.Code);
        Assert.Contains("goes on from there", ended.Error);
        Assert.Equal(whole.Result,
            await WholeRun.ResultOf(await RunningProgram.Run("replay", whole.File, "--data", data), data));
    }

    [Fact]
    public async Task With_speed_a_record_waits_for_its_time()
    {
        var file = CardFile.Write(folder.Of("slow.csv"),
            ["0,2018-04-01T00:00:00Z,1,1,1.00,0,0", "1,2018-04-01T00:00:01Z,2,1,1.00,0,0",
                "2,2019-04-01T00:00:00Z,3,1,1.00,0,0", "3,2020-04-01T00:00:00Z,4,1,1.00,0,0"]);
        using (var slow = RunningProgram.Start("replay", file, "--data", folder.Of("slow"), "--speed", "1"))
        {
            await Until.True(() => DataFolder.Batches(folder.Of("slow")) > ClaimBatches, "a durable batch",
                () => slow.Error);
            slow.Interrupt();
            Assert.Equal(130, (await slow.End()).Code);
        }
        Assert.DoesNotContain("card:4", await DataFolder.Export(folder.Of("slow"), "balances"));

        var fast = await RunningProgram.Run("replay", file, "--data", folder.Of("slow"), "--speed", "1e12");
        Assert.Equal(4, DataFolder.Figure(fast.LastLine, "accepted"));
        var straight = await RunningProgram.Run("replay", file, "--data", folder.Of("straight"));
        Assert.Equal(DataFolder.Figures(straight.LastLine), DataFolder.Figures(fast.LastLine));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_compressed_file_that_is_not_whole_is_named_and_no_line_of_it_is_taken(bool breaksOff)
    {
        const int records = 30_000;
        var path = CardFile.Write(folder.Of("broken.csv.gz"), CardFile.MadeUp(records));
        var whole = await File.ReadAllBytesAsync(path);
        var damaged = breaksOff ? whole[..(whole.Length / 2)] : [.. whole];
        // A byte of the checksum: all lines can be unpacked, and nobody knows which of them are as they were.
        if (!breaksOff) damaged[^6] ^= 1;
        await File.WriteAllBytesAsync(path, damaged);
        var first = folder.Write("first.csv", $"{CardFile.Header}\n{records},2018-03-01T00:00:31Z,1,2,3.00,0,0\n");
        var data = folder.Of("broken");

        var broken = await RunningProgram.Run("replay", first, path, "--data", data);
        Assert.Equal(1, broken.Code);
        Assert.Contains("broken.csv.gz", broken.Error);
        Assert.InRange(int.Parse(AfterLine().Match(broken.Error).Groups[1].Value), 2, records + 1);
        Assert.Contains("Nothing of it was taken.", broken.Error);
        Assert.Equal(1, await Payments(data));

        await File.WriteAllBytesAsync(path, whole);
        var mended = (await RunningProgram.Run("replay", path, "--data", data)).LastLine;
        Assert.Equal((records + 1, 0),
            (DataFolder.Figure(mended, "accepted"), DataFolder.Figure(mended, "duplicates")));
        Assert.Equal(records + 1, await Payments(data));
    }

    [Fact]
    public async Task A_file_with_an_unknown_column_is_named_with_the_column()
    {
        var path = folder.Write("odd.csv", $"{CardFile.Header},mood\n0,2018-04-01T00:00:31Z,596,3156,57.16,0,0,good\n");
        var ended = await RunningProgram.Run("replay", path, "--data", folder.Of("odd"));

        Assert.Equal(1, ended.Code);
        Assert.Contains("odd.csv", ended.Error);
        Assert.Contains("mood", ended.Error);
    }

    [GeneratedRegex(@"after line (\d+)")]
    private static partial Regex AfterLine();

    // Each payment is one event of its card.
    private static async Task<int> Payments(string data) => (await DataFolder.Export(data, "balances")).Split('\n')
        .Where(l => l.StartsWith("card,", StringComparison.Ordinal)).Sum(l => int.Parse(l.Split(',')[^1]));
}
