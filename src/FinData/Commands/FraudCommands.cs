using System.CommandLine;
using FinData.Domain.Fraud.History;
using FinData.Fraud;
using FinData.Node;

namespace FinData.Commands;

/// <summary><c>findata fraud …</c>: models on labelled card transactions.</summary>
internal static class FraudCommands
{
    public static Command Create() => new("fraud", "Models that tell frauds, from labelled card transactions.")
    {
        FraudTrainCommand.Create(), FraudEvaluateCommand.Create(), FraudScoreCommand.Create(),
        FraudExplainCommand.Create(), FraudLabelsCommand.Create(),
    };

    public static Argument<string[]> Files()
    {
        var files = new Argument<string[]>("FILE")
        {
            Description = "Card transactions with a column 'fraud', plain or gz; all days that features look back to.",
            Arity = ArgumentArity.OneOrMore,
        };
        CommonOptions.RefuseUnknownOptions(files);
        return files;
    }

    public static Option<string> Model() => new("--model")
    {
        Description = "A model of 'findata fraud train'.", Required = true,
    };

    public static Option<int> LabelDelay() => new Option<int>("--label-delay")
    {
        Description = $"Days from a payment to its label (default: {Baselines.LabelDelayDays}).",
        DefaultValueFactory = _ => Baselines.LabelDelayDays,
    }.Within(0, 365);

    /// <summary>Days from one to another, both of them too.</summary>
    /// <exception cref="NodeException">They are the wrong way round.</exception>
    public static DayRange Between(int from, int to)
    {
        var days = new DayRange(from, to);
        return days.Days >= 1 ? days : throw new NodeException($"--to is before --from ({days}). Exchange them.");
    }

    public static Option<DayRange> Days(string name, string description) => Parsed<DayRange>(name,
        description + " As 2018-06-03..2018-06-09.", "are no days of the form 2018-06-03..2018-06-09",
        DayRange.TryParse);

    public static Option<int> Day(string name, string description) => Parsed<int>(name,
        description + " As 2018-06-03.", "is no day of the form 2018-06-03", DayRange.TryDay);

    private delegate bool Parse<T>(string text, out T value);

    private static Option<T> Parsed<T>(string name, string description, string problem, Parse<T> parse) => new(name)
    {
        Description = description,
        Required = true,
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (parse(text, out var value)) return value;
            result.AddError($"{name} '{text}' {problem}.");
            return default;
        },
    };
}
