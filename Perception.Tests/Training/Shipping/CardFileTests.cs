using Perception.Tests.Shared;
using Training.Shipping;

namespace Perception.Tests.Training.Shipping;

public sealed class CardFileTests
{
    [Fact]
    public void Write_ThatFails_LeavesTheCardThatIsThere()
    {
        using TemporaryFolder folder = new();
        string path = folder.At("card.json");
        CardFile.Write(path, new ModelCard { Summary = "first", Reproduce = [] });
        Directory.CreateDirectory(path + ".part");

        Assert.ThrowsAny<Exception>(() => CardFile.Write(path, new ModelCard { Summary = "second", Reproduce = [] }));

        Assert.Equal("first", CardFile.Read(path).Summary);
    }
}
