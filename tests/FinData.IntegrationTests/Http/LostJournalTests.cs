using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Http;

public sealed class LostJournalTests : IDisposable
{
    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_node_whose_journal_is_moved_away_acknowledges_nothing_until_it_is_back()
    {
        var data = folder.Of("data");
        using (var node = await RunningNode.Start(data))
        {
            Assert.Equal(200, (await node.Post(Body.Open("open", "account:a"))).Status);
            Assert.Equal(200, (await node.Post(Body.Deposit("one", "account:a", "1.00"))).Status);
            var away = Directory.CreateDirectory(folder.Of("away")).FullName;
            Move(data, away);
            var refused = await node.Post(Body.Deposit("two", "account:a", "1.00"));
            Assert.Equal(503, refused.Status);
            Assert.Contains("was moved away or deleted while it is in use", refused.Body);
            Assert.Equal(503, (int)(await node.Client.GetAsync("/healthz/ready")).StatusCode);
            // The second deposit is decided and not durable: nobody is told of a balance with it.
            var asked = await RunningProgram.Run("account", "show", "account:a", "--data", data);
            Assert.Equal(1, asked.Code);
            Assert.Contains("cannot answer at the moment: ", asked.Error);
            Assert.Contains("was moved away or deleted", asked.Error);

            Move(away, data);
            await Until.True(async () => (await node.Client.GetAsync("/healthz/ready")).IsSuccessStatusCode,
                "the node goes on", () => node.Program.Error);
            Assert.Equal(200, (await node.Post(Body.Deposit("two", "account:a", "1.00"))).Status);
            node.Program.Kill();
        }
        Assert.Contains("account,account:a,EUR,2.00,", await DataFolder.Export(data, "balances"));
        (await RunningProgram.Run("journal", "verify", "--data", data)).Done();
    }

    private static void Move(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "journal.db*"))
            File.Move(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
