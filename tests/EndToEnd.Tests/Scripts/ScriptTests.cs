using System.Text;
using System.Text.RegularExpressions;
using StreamW2V.EndToEnd.Tests.Processes;
using StreamW2V.EndToEnd.Tests.Texts;
using StreamW2V.TestKit;

namespace StreamW2V.EndToEnd.Tests.Scripts;

/// <summary>Prevents text in other scripts than Latin from being cut inside characters, left out, or learned as whole lines.</summary>
public sealed partial class ScriptTests : IDisposable
{
    private const int SampleBytes = 1_500_000;

    private const string SystemLog =
        "Nov 21 12:00:01 host sshd[17]: Accepted publickey for root from 10.0.0.7|"
        + "Nov 21 12:00:02 host sshd[18]: Failed password for root from 10.0.0.9|Nov 21 12:00:03 host cron[19]: job started";

    private readonly TemporaryFolder _folder = new("streamw2v-script-");
    private readonly string _store;

    public ScriptTests() => _store = _folder.At("store");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cjk", "今天天气很好，我们去北京看长城。|明天下雨，他们去上海看大海。|北京是中国的首都，上海是中国的大城市。", "北", "海", "中")]
    [InlineData("unicode", "Der Bär läuft über die Straße.|Die Straße führt über den Fluß nach Köln.|Ein Bär in Köln.", "Straße", "Bär")]
    [InlineData("unicode", "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᎠᏂᏴᏫᏯ.|ᎠᏂᏴᏫᏯ ᏣᎳᎩ ᎠᏰᎵ ᎤᎾᏙᏢᏒ.|ᏣᎳᎩ ᎠᏰᎵ ᎦᏬᏂᎯᏍᏗ.", "ᏣᎳᎩ", "ᎠᏂᏴᏫᏯ", "ᎠᏰᎵ")]
    [InlineData("unicode", "Быстрая лиса прыгает через собаку.|Ленивая собака спит.|Лиса и собака — друзья.", "собака", "лиса", "друзья")]
    [InlineData("unicode", "हिन्दी भारत की भाषा है।|भारत एक देश है।|हिन्दी में लिखना।", "हिन्दी", "भारत", "देश")]
    [InlineData("whitespace", SystemLog, "sshd[17]:", "root", "host")]
    public async Task Words_of_any_script_are_learned_whole(string tokenizer, string lines, params string[] expected)
    {
        var text = string.Concat(Enumerable.Repeat(lines.Replace('|', '\n') + "\n", 200));
        var file = _folder.Write("text.txt", text);
        (await Launch.RunAsync("train", file, "--tokenizer", tokenizer, "--dim", "16", "--store", _store)).Succeeded();
        var words = await WordsAsync();

        // unicode and cjk always lower-case.
        string[] lowered = [.. expected.Select(word => tokenizer == "whitespace" ? word : word.ToLowerInvariant())];
        Assert.All(lowered, word => Assert.Contains(word, words));
        AssertWhole(words, tokenizer == "whitespace" ? text : text.ToLowerInvariant());
        foreach (var word in lowered)
        {
            Assert.NotEmpty(await Neighbors.OfAsync(_store, word, 5));
        }
    }

    [SharedTextTheory("text/zh-wiki-6mb.txt")]
    [InlineData("中")]
    [InlineData("年")]
    public Task Chinese_encyclopedia_is_learned_by_characters(string word) => LearnSharedAsync("text/zh-wiki-6mb.txt", "cjk", word);

    [SharedTextTheory("text/de-wiki-3mb.txt")]
    [InlineData("für")]
    public Task German_encyclopedia_is_learned_by_words(string word) => LearnSharedAsync("text/de-wiki-3mb.txt", "unicode", word);

    [SharedTextTheory("text/cherokee.txt")]
    [InlineData(null)]
    public Task Cherokee_is_learned_by_words(string? word) => LearnSharedAsync("text/cherokee.txt", "unicode", word);

    [SharedTextTheory("logs/openbsd-dmesg.log")]
    [InlineData("at")]
    public Task Kernel_messages_are_learned_by_words(string word) => LearnSharedAsync("logs/openbsd-dmesg.log", "whitespace", word);

    [SharedTextTheory("text/wiki-100mb.txt")]
    [InlineData("river")]
    public async Task English_encyclopedia_gives_neighbors_that_make_sense(string word)
    {
        var file = _folder.Write("text.txt", SharedText.Read("text/wiki-100mb.txt", 6_000_000));
        (await Launch.RunAsync("train", file, "--dim", "50", "--passes", "5", "--store", _store)).Succeeded();
        string[] related =
        [
            "lake", "valley", "creek", "bridge", "bay", "shore", "canal", "basin", "mountain", "coast", "flows", "mouth",
            "tributary", "bank", "island", "near", "northeast", "water", "banks", "sea", "falls", "north", "northern", "road",
            "along", "shores", "mountains", "south", "peninsula", "southern", "ridge", "harbor", "forest",
        ];
        var found = await Neighbors.WordsAsync(_store, word);
        Assert.True(found.Intersect(related).Count() >= 3, string.Join(' ', found));
    }

    private async Task LearnSharedAsync(string name, string tokenizer, string? word)
    {
        var bytes = SharedText.Read(name, SampleBytes);
        var file = _folder.Write("text.txt", bytes);
        (await Launch.RunAsync("train", file, "--tokenizer", tokenizer, "--dim", "32", "--passes", "2", "--store", _store)).Succeeded();
        var words = await WordsAsync();
        Assert.InRange(words.Count, 200, 100_000);
        var text = Encoding.UTF8.GetString(bytes);
        AssertWhole(words, tokenizer == "whitespace" ? text : text.ToLowerInvariant());
        Assert.Equal(10, (await Neighbors.OfAsync(_store, word ?? words[20])).Count);
    }

    /// <summary>
    /// The vocabulary was read as strict UTF-8, so no word holds half a character; here, no word holds a replacement character the text has
    /// not, and each stands in the text as it is.
    /// </summary>
    private static void AssertWhole(IReadOnlyList<string> words, string text)
    {
        Assert.DoesNotContain(words, word => word.Contains('\uFFFD', StringComparison.Ordinal));
        Assert.DoesNotContain(words, word => Spaces().IsMatch(word) || word.Length == 0);
        Assert.Equal(words.Count, words.Distinct().Count());
        Assert.All(words.Take(500), word => Assert.Contains(word, text, StringComparison.Ordinal));
    }

    private async Task<List<string>> WordsAsync()
    {
        var json = (await Launch.RunAsync("vocab", "--top", "1000000", "--json", "--store", _store)).Succeeded().Json;
        return [.. json.EnumerateArray().Select(one => one.GetProperty("word").GetString()!)];
    }

    [GeneratedRegex(@"[\s\p{Z}]")]
    private static partial Regex Spaces();
}
