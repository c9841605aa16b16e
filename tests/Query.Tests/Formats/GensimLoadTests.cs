using System.Globalization;
using System.Text.Json;
using StreamW2V.Query.Formats;
using StreamW2V.Query.Neighbors;
using StreamW2V.Query.Vectors;

namespace StreamW2V.Query.Tests.Formats;

/// <summary>Prevents exports that gensim refuses, cuts short or reads with other values, and imports that refuse what gensim
/// writes.</summary>
public sealed class GensimLoadTests : IDisposable
{
    // Prints the words, values as bits, and neighbors of some words as JSON.
    private const string Report = """

        words = list(kv.index_to_key)
        print(json.dumps({
            "words": words,
            "bits": [int(b) for b in np.ascontiguousarray(kv.vectors, dtype='<f4').view('<u4').ravel()],
            "counts": [int(kv.get_vecattr(w, 'count')) for w in words],
            "neighbors": {w: kv.most_similar(w, topn=5) for w in words[:8]},
            "analogy": kv.most_similar(positive=[words[1], words[2]], negative=[words[0]], topn=5),
            "odd": kv.doesnt_match(words[3:9]),
            "similarity": float(kv.similarity(words[2], words[5])),
        }))
        """;

    private const string Start = "import sys, json, numpy as np\nfrom gensim.models import KeyedVectors\np = sys.argv[1]\n";

    private readonly TemporaryFolder _folder = new();

    [GensimTheory]
    [InlineData(VectorFormat.Word2VecBinary, "kv = KeyedVectors.load_word2vec_format(p, binary=True)")]
    [InlineData(VectorFormat.Word2VecText, "kv = KeyedVectors.load_word2vec_format(p, binary=False)")]
    [InlineData(VectorFormat.FastTextVec, "kv = KeyedVectors.load_word2vec_format(p, binary=False)")]
    [InlineData(VectorFormat.Glove, "kv = KeyedVectors.load_word2vec_format(p, binary=False, no_header=True)")]
    [InlineData(VectorFormat.Npy, """
        v = np.load(p + '/vectors.npy', mmap_mode='r')
        lines = [l.rstrip('\n').split(' ') for l in open(p + '/vocab.txt', encoding='utf8', newline='\n')]
        kv = KeyedVectors(v.shape[1])
        kv.add_vectors([w for w, c in lines], v)
        for w, c in lines: kv.set_vecattr(w, 'count', int(c))
        """)]
    [InlineData(VectorFormat.JsonLines, """
        rows = [json.loads(l) for l in open(p, encoding='utf8', newline='\n')]
        kv = KeyedVectors(len(rows[0]['vector']))
        kv.add_vectors([r['word'] for r in rows], np.array([r['vector'] for r in rows], dtype='float32'))
        for r in rows: kv.set_vecattr(r['word'], 'count', r['count'])
        """)]
    [InlineData(VectorFormat.TensorBoard, """
        v = np.loadtxt(p + '/vectors.tsv', delimiter='\t', dtype='float32')
        lines = [l.rstrip('\n').split('\t') for l in open(p + '/metadata.tsv', encoding='utf8', newline='\n')][1:]
        kv = KeyedVectors(v.shape[1])
        kv.add_vectors([w for w, c in lines], v)
        for w, c in lines: kv.set_vecattr(w, 'count', int(c))
        """)]
    public void Gensim_reads_every_word_value_and_neighbor_as_we_do(VectorFormat format, string load)
    {
        using var vectors = Samples.Awkward(33);
        VectorExport.Write(vectors, format, _folder.File("out"));
        using var read = JsonDocument.Parse(Gensim.Run(Start + load + Report, _folder.File("out")));
        var root = read.RootElement;

        Assert.Equal(Samples.AwkwardWords, root.GetProperty("words").EnumerateArray().Select(word => word.GetString()!));
        Assert.Equal(
            Enumerable.Range(0, vectors.Count).SelectMany(id => vectors.Vector(id).ToArray()).Select(BitConverter.SingleToUInt32Bits),
            root.GetProperty("bits").EnumerateArray().Select(bits => bits.GetUInt32()));
        if (format is VectorFormat.Npy or VectorFormat.JsonLines or VectorFormat.TensorBoard)
        {
            Assert.Equal(
                Enumerable.Range(0, vectors.Count).Select(vectors.CountOf),
                root.GetProperty("counts").EnumerateArray().Select(count => count.GetDouble()));
        }

        AssertSameQueries(vectors, root);
    }

    [GensimTheory]
    [InlineData("binary=True", "out.bin")]
    [InlineData("binary=False", "out.txt")]
    [InlineData("binary=False, write_header=False", "out.glove")]
    [InlineData("binary=True", "out.bin.gz")]
    [InlineData("binary=False", "out.txt.gz")]
    public void A_model_trained_and_saved_by_gensim_is_read_without_being_told_its_form(string how, string name)
    {
        var train = """
            from gensim.models import Word2Vec
            import random
            random.seed(1)
            words = ['alpha', 'beta', 'Gamma', 'délta', '中文', '😀', 'x=1', '"', '0.5', 'end']
            text = [[random.choice(words) for _ in range(10)] for _ in range(300)]
            kv = Word2Vec(text, vector_size=24, min_count=1, workers=1, seed=1, epochs=2).wv
            kv.save_word2vec_format(p,
            """;
        using var read = JsonDocument.Parse(Gensim.Run(Start + train + how + ")\n" + Report, _folder.File(name)));
        using var imported = VectorImport.Read(_folder.File(name));
        var vectors = imported.Vectors;

        Assert.Equal(
            read.RootElement.GetProperty("words").EnumerateArray().Select(word => word.GetString()!),
            Enumerable.Range(0, vectors.Count).Select(vectors.Word));
        Assert.Equal(24, vectors.Dimension);
        AssertSameQueries(vectors, read.RootElement);
    }

    [GensimFact]
    public void An_array_of_doubles_or_halves_saved_by_numpy_is_read()
    {
        foreach (var type in (string[])["<f2", "<f4", "<f8"])
        {
            const string Save = "import sys, numpy as np\nnp.save(sys.argv[1], np.array([[0.5, -1], [2, 0.25]], dtype=sys.argv[2]))";
            Gensim.Run(Save, _folder.File("vectors.npy"), type);
            _folder.Write("vocab.txt", "a\nb\n");
            using var imported = VectorImport.Read(_folder.Path);

            Assert.Equal([0.5f, -1f], imported.Vectors.Vector(0).ToArray());
            Assert.Equal([2f, 0.25f], imported.Vectors.Vector(1).ToArray());
            Assert.False(imported.HasCounts);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private static void AssertSameQueries(WordVectors vectors, JsonElement gensim)
    {
        var words = gensim.GetProperty("words").EnumerateArray().Select(word => word.GetString()!).ToArray();
        var search = new NeighborSearch(vectors);
        foreach (var word in gensim.GetProperty("neighbors").EnumerateObject())
        {
            AssertSame(word.Value, search.Nearest([word.Name], 5));
        }

        AssertSame(gensim.GetProperty("analogy"), search.Analogy(words[0], words[1], words[2], 5));
        Assert.Equal(gensim.GetProperty("odd").GetString(), search.DoesntMatch(words[3..Math.Min(9, words.Length)]));
        Assert.Equal(gensim.GetProperty("similarity").GetDouble(), search.Similarity(words[2], words[5]), 1e-5);
    }

    private static void AssertSame(JsonElement expected, IReadOnlyList<Neighbor> actual)
    {
        Assert.Equal(
            expected.EnumerateArray().Select(pair => pair[0].GetString()),
            actual.Select(neighbor => neighbor.Word));
        Assert.All(expected.EnumerateArray().Zip(actual), pair =>
            Assert.True(
                Math.Abs(pair.First[1].GetDouble() - pair.Second.Similarity) < 1e-5,
                string.Create(CultureInfo.InvariantCulture, $"{pair.First} against {pair.Second}")));
    }
}
