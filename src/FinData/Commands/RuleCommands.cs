using System.CommandLine;

namespace FinData.Commands;

/// <summary><c>findata rule …</c></summary>
internal static class RuleCommands
{
    public static Command Create() => new("rule", "Rules on debits: what they can ask, and whether they can be read.")
    {
        RuleCheckCommands.Check(), RuleCheckCommands.Values(),
    };
}
