namespace StreamW2V.EndToEnd.Tests.Processes;

/// <summary>Asks the program for neighbors.</summary>
internal static class Neighbors
{
    /// <summary>What <c>nn</c> answers, nearest first.</summary>
    public static async Task<IReadOnlyList<(string Word, double Similarity)>> OfAsync(string store, string word, int count = 10)
    {
        var answer = (await Launch.RunAsync("nn", word, "-k", $"{count}", "--json", "--store", store)).Succeeded().Json;
        return
        [
            .. answer.EnumerateArray().Select(one => (one.GetProperty("word").GetString()!, one.GetProperty("similarity").GetDouble())),
        ];
    }

    /// <summary>The words of the answer alone.</summary>
    public static async Task<IReadOnlyList<string>> WordsAsync(string store, string word, int count = 10) =>
        [.. (await OfAsync(store, word, count)).Select(one => one.Word)];
}
