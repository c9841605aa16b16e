using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.TestKit;

namespace StreamW2V.EndToEnd.Tests.Scripts;

/// <summary>Prevents the first thing that anybody tries from giving neighbors that make no sense.</summary>
public sealed class SampleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new("streamw2v-sample-");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_sample_teaches_that_france_is_like_other_countries()
    {
        var store = _folder.At("store");
        var sample = RepositoryFiles.At("samples/presidents-1909-1929.txt");
        (await Launch.RunAsync("train", sample, "--store", store, "--sample", "1e-4", "--dim", "50", "--passes", "12")).Succeeded();
        string[] countries =
        [
            "italy", "belgium", "britain", "hungary", "germany", "russia", "spain", "japan", "austria", "england", "poland", "netherlands",
            "greece", "portugal", "sweden", "denmark", "switzerland", "china", "serbia", "turkey", "norway", "rumania", "brazil", "chile",
            "peru", "mexico", "cuba", "argentina",
        ];
        var neighbors = await Neighbors.WordsAsync(store, "france");
        Assert.True(neighbors.Intersect(countries).Count() >= 3, string.Join(' ', neighbors));
        (await Launch.RunAsync("analogy", "germany", "german", "france", "--store", store)).Succeeded();
        Assert.Equal("coal\n", (await Launch.RunAsync("doesnt-match", "army", "navy", "coal", "--store", store)).Succeeded().Output);
    }
}
