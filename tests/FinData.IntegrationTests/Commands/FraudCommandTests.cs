using System.Globalization;
using System.Text.Json;
using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Commands;

/// <summary>From files to a model and its reasons by commands alone: in these weeks high amounts are frauds.</summary>
public sealed class FraudCommandTests : IDisposable
{
    private const int Records = 8_000, Fraud = 17;

    private readonly TestFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_model_is_trained_tried_explained_and_measured()
    {
        var (cards, model) = (CardFile.Write(folder.Of("cards.csv.gz"), Lines()), folder.Of("cards.model"));

        var trained = Json(await RunningProgram.Run("fraud", "train", cards, "--from", "2018-04-03", "--to",
            "2018-04-09", "--out", model, "--json"))[0];
        Assert.Equal(new FileInfo(model).Length, trained.GetProperty("bytes").GetInt64());
        Assert.Contains("<svg", await File.ReadAllTextAsync(trained.GetProperty("card").GetString()!));

        var figures = Json(await RunningProgram.Run("fraud", "evaluate", cards, "--train", "2018-04-03..2018-04-09",
            "--test", "2018-04-17..2018-04-23", "--seeds", "2", "--json"));
        Assert.Equal(["amount", "logistic-regression", "gradient-boosted"],
            figures.Select(f => f.GetProperty("model").GetString()));
        Assert.All(figures, f => Assert.True(f.GetProperty("averagePrecision").GetDouble() > 0.9, f.ToString()));

        var suspicious = Json(await RunningProgram.Run("fraud", "score", cards, "--model", model, "--days",
            "2018-04-17..2018-04-23", "--top", "50", "--json"));
        Assert.Equal(50, suspicious.Count);
        Assert.All(suspicious, s => Assert.Equal("300.00", s.GetProperty("amount").GetString()));

        var why = Json(await RunningProgram.Run("fraud", "explain", cards, "--model", model, "--transaction",
            $"{Records - 1 - (Records - 1) % Fraud}", "--json"))[0];
        var parts = why.GetProperty("reasons").EnumerateArray().Sum(r => r.GetProperty("logOdds").GetDouble());
        // Parts are whole numbers of 2^-24, and so is their sum: nothing is rounded.
        Assert.Equal(why.GetProperty("logOdds").GetDouble(), why.GetProperty("average").GetDouble() + parts);
        Assert.True(why.GetProperty("probability").GetDouble() > 0.5, why.ToString());

        var cost = Json(await RunningProgram.Run("bench", "score", cards, "--model", model, "--rounds", "1", "--json"));
        Assert.True(Assert.Single(cost).GetProperty("scored").GetProperty("microseconds").GetDouble() > 0);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_in_one_sentence()
    {
        var cards = CardFile.Write(folder.Of("cards.csv"), Lines());

        var overlapping = await RunningProgram.Run("fraud", "evaluate", cards, "--train", "2018-04-03..2018-04-09",
            "--test", "2018-04-12..2018-04-18");
        Assert.Equal(1, overlapping.Code);
        Assert.Contains("before the labels of 2018-04-03..2018-04-09 are known", overlapping.Error);

        var missing = await RunningProgram.Run("fraud", "explain", cards, "--model", cards, "--transaction", "1");
        Assert.Equal(1, missing.Code);
        Assert.Contains("is no fraud model", missing.Error);
    }

    private static List<JsonElement> Json(Ended ended)
    {
        Assert.True(ended.Code == 0, ended.Error);
        return [.. ended.Output.Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static IEnumerable<string> Lines()
    {
        for (var id = 0; id < Records; id++)
        {
            var (isFraud, time) = (id % Fraud == 0, new DateTime(2018, 4, 1).AddMinutes(5 * id));
            yield return string.Create(CultureInfo.InvariantCulture, $"{id},{time:yyyy-MM-ddTHH:mm:ssZ}," +
                $"{id * 7919 % 2003},{id * 31 % 97},{(isFraud ? 300 : 10 + id % 50)}.00,{(isFraud ? 1 : 0)},0");
        }
    }
}
