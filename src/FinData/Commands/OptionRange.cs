using System.CommandLine;
using System.Numerics;

namespace FinData.Commands;

/// <summary>Numbers of the command line that are refused before anything is done.</summary>
internal static class OptionRange
{
    /// <summary>Refuses what is not between two numbers, both allowed.</summary>
    public static Option<T> Within<T>(this Option<T> option, T min, T max) where T : INumber<T>
    {
        option.Validators.Add(result =>
        {
            // What is no number at all is told of by the parser.
            if (result.GetValueOrDefault<T>() is { } value && !(value >= min && value <= max))
                result.AddError(FormattableString.Invariant($"{option.Name} is a number from {min} to {max}."));
        });
        return option;
    }
}
