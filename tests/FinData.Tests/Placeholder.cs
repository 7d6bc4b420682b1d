namespace FinData.Tests;

public class Placeholder
{
    [Fact]
    public void Builds() => Assert.True(Environment.ProcessorCount > 0);
}
