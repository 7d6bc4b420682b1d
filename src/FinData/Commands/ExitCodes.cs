namespace FinData.Commands;

/// <summary>What a command's end says to the shell.</summary>
internal static class ExitCodes
{
    public const int Done = 0, Failed = 1, WrongUsage = 2, DifferencesFound = 3, Interrupted = 130;
}
