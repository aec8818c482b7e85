// Small files that are written as real ones are, by the tools and archives that write them. Each is
// read as expected, or refused with the option that would read it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "data/temporary_file.h"
#include "ravine/reader.h"

namespace ravine {
namespace {

struct RealFile {
  const char* name;
  std::string content;
  /// "samples x features | first sample | its label | label names", or what a refusal holds.
  std::string expected;
  ReadOptions options = {};
};

std::string numbers(const RowMatrix& row) {
  std::string text;
  for (const double value : row.reshaped())
    text += fmt::format("{}{}", text.empty() ? "" : " ", value);
  return text;
}

std::string facts(const DataSet& data) {
  const RowMatrix x =
      data.features.sparse() ? RowMatrix(data.features.sparse_rows()) : data.features.dense();
  return fmt::format("{} x {} | {} | {} | {}", x.rows(), x.cols(), numbers(x.row(0)),
                     data.label_text(0), fmt::join(data.label_names, " "));
}

// The expected values stand in the files themselves; means are of two or three numbers.
const std::vector<RealFile>& real_files() {
  static const std::string adult =
      "39, State-gov, 77516, Male, <=50K\n50, Private, 83311, Male, >50K\n"
      "38, ?, 215646, Female, <=50K\n53, Private, 234721, Male, <=50K\n";
  static const std::string pandas =
      "0,1,2,3,4\n0.5,-1.25,3.5,0.25,1\n1.5,2.25,0.5,0.75,0\n2.5,0.25,1.5,0.5,1\n";
  static const std::string utf16(
      "\xFF\xFE"
      "1\0,\0"
      "2\0\n\0",
      10);
  static const std::vector<RealFile> all = {
      // UCI
      {"uci_iris", "5.1,3.5,Iris-setosa\n4.9,3.0,Iris-virginica\n\n",
       "2 x 2 | 5.1 3.5 | Iris-setosa | Iris-setosa Iris-virginica"},
      {"uci_adult", adult, "field 2, or --one_hot, got 'State-gov'"},
      {"uci_adult_one_hot",
       adult,
       "field 2, or --missing=drop or impute, got '?'",
       {.one_hot = true}},
      {"uci_adult_drop",
       adult,
       "3 x 5 | 39 0 1 77516 1 | <=50K | <=50K >50K",
       {.missing = Missing::kDrop, .one_hot = true}},
      {"uci_adult_impute",
       adult,
       "4 x 6 | 39 0 1 77516 0 1 | <=50K | <=50K >50K",
       {.missing = Missing::kImpute, .one_hot = true}},
      {"uci_wine_quality", "\"fixed acidity\";\"pH, or so\";\"quality\"\n7.4;3.51;5\n7.8;3.2;6\n",
       "2 x 2 | 7.4 3.51 | 5 | "},
      {"uci_auto_mpg", "18.0   8   130.0\t\"chevrolet\"\n15.0   8   165.0\t\"buick\"\n",
       "2 x 3 | 18 8 130 | chevrolet | buick chevrolet"},
      {"uci_seeds", "15.26\t14.84\t\t1\n14.88\t14.57\t\t2\n", "field 3, or --missing"},
      {"uci_breast_cancer_wisconsin",
       "1000025,5,1,?,2\n1002945,5,4,10,4\n1015425,3,1,2,2\n",
       "3 x 3 | 5 1 6 | 2 | ",
       {.drop = {"0"}, .missing = Missing::kImpute}},
      {"uci_concrete_windows", "Cement,Water,Strength\r\n540,162,79.99\r\n332.5,228,40.27\r\n",
       "2 x 2 | 540 162 | 79.99 | "},
      {"uci_housing_aligned", " 0.00632  18.00   2.310  24.00\n 0.02731   0.00   7.070  21.60\n",
       "2 x 3 | 0.00632 18 2.31 | 24 | "},
      {"uci_abalone",
       "M,0.455,15\nF,0.53,9\nM,0.35,7\n",
       "3 x 3 | 0 1 0.455 | 15 | ",
       {.header = false, .one_hot = true}},
      {"uci_mushroom",
       "p,x,s\ne,x,s\ne,b,y\np,x,y\n",
       "4 x 4 | 0 1 1 0 | p | e p",
       {.label = "0", .one_hot = true}},
      {"uci_glass_id",
       "1,1.52101,13.64,1\n2,1.51761,13.89,1\n",
       "2 x 2 | 1.52101 13.64 | 1 | ",
       {.drop = {"0"}}},
      {"uci_air_quality",
       "Date;CO;T;AH;;\n10/03/2004;2,6;13,6;0,7578;;\n11/03/2004;2;13,3;0,7255;;\n",
       "2 x 2 | 2.6 13.6 | 0.7578 | ",
       {.label = "AH", .drop = {"Date", "4"}}},
      {"uci_sentinel",
       "1,-200,3\n2,5,4\n4,7,5\n",
       "3 x 2 | 1 6 | 3 | ",
       {.missing = Missing::kImpute, .na_values = {"-200"}}},
      // spreadsheets
      {"decimal_comma", "-0,1257;1\n0,5;0\n1,25;1\n", "3 x 1 | -0.1257 | 1 | "},
      {"decimal_comma_header", "a;b;y\n1,5;2,5;0\n2;3,5;1\n", "2 x 2 | 1.5 2.5 | 0 | "},
      {"decimal_comma_tab", "a\tb\ty\n1,5\t2,5\t0\n2,0\t3,5\t1\n", "2 x 2 | 1.5 2.5 | 0 | "},
      {"decimal_comma_given",
       "12,5;3\n11;4\n",
       "2 x 1 | 12.5 | 3 | ",
       {.delimiter = ";", .decimal = ","}},
      {"thousands", "a;y\n1.234,5;1\n2.345,5;2\n", "expected a finite number in field 1"},
      {"utf8_mark",
       "\xEF\xBB\xBF"
       "a,y\n1,2\n3,4\n",
       "2 x 1 | 1 | 2 | "},
      {"old_mac", "a,b,y\r1,2,3\r4,5,6\r", "2 x 2 | 1 2 | 3 | "},
      {"empty_last_column", "a,b,y,\n1,2,3,\n4,5,6,\n", "2 x 2 | 1 2 | 3 | "},
      {"trailing_delimiter", "1,2,3,\n4,5,6,\n", "2 x 2 | 1 2 | 3 | "},
      {"trailing_below_a_header", "a,b,y\n1,2,3,\n4,5,6,\n", "2 x 2 | 1 2 | 3 | "},
      {"trailing_once_more", "1,2,3,\n4,5,6,7\n", "expected a label, got an empty field"},
      {"latin_1", "l\xE4nge,y\n1,2\n3,4\n", "2 x 1 | 1 | 2 | "},
      {"pipes", "a|b|y\n1|2|u\n3|4|v\n", "2 x 2 | 1 2 | u | u v"},
      {"comma_in_a_quoted_header", "\"height, m\";y\n1.5;0\n1.75;1\n", "2 x 1 | 1.5 | 0 | "},
      {"quote_inside", "size,y\n1.5,5\" pipe\n2.5,6\" pipe\n",
       "2 x 1 | 1.5 | 5\" pipe | 5\" pipe 6\" pipe"},
      // R, pandas, NumPy, MATLAB
      {"r_write_table", "\"a\" \"b\" \"y\"\n\"1\" 5.1 3.5 \"u\"\n\"2\" 4.9 3 \"v\"\n",
       "2 x 2 | 5.1 3.5 | u | u v"},
      {"r_write_csv", "\"\",\"a\",\"y\"\n\"Mazda RX4\",21,6\n\"Datsun 710\",22.8,4\n",
       "2 x 1 | 21 | 6 | "},
      {"r_missing_label", "a,y\n1,cat\n2,NA\n3,dog\n", "expected a label, got 'NA'"},
      {"r_missing_label_drop",
       "a,y\n1,cat\n2,NA\n3,dog\n",
       "2 x 1 | 1 | cat | cat dog",
       {.missing = Missing::kDrop}},
      {"pandas_index", ",a,b,y\n0,1.5,2.5,u\n1,3.5,4.5,v\n", "2 x 2 | 1.5 2.5 | u | u v"},
      {"pandas_no_names", pandas, "3 x 4 | 0.5 -1.25 3.5 0.25 | 1 | "},
      {"pandas_no_names_index", ",0,1,y\n0,1,2,3\n1,4,5,6\n", "2 x 2 | 1 2 | 3 | "},
      {"pandas_one_name", "0,1,2,3,species\n5.1,3.5,1.4,0.2,setosa\n4.9,3.1,1.5,0.1,virginica\n",
       "2 x 4 | 5.1 3.5 1.4 0.2 | setosa | setosa virginica"},
      {"pandas_target",
       "0,1,target\n5.1,3.5,1\n4.9,3.1,0\n",
       "2 x 2 | 5.1 3.5 | 1 | ",
       {.label = "target"}},
      {"counted_numbers_are_data", "0,1,2\n3,4,5\n6,7,8\n", "3 x 2 | 0 1 | 2 | "},
      {"bits_are_data", "0,1\n1,1\n0,0\n1,0\n", "4 x 1 | 0 | 1 | "},
      {"numbers_or_names", "0,1,2\n7,9,1\n8,3,2\n", "expected --header=yes or no"},
      {"years_as_names", "country,1990,2000\n1,5,6\n2,7,8\n", "or --header, got 'country'"},
      {"years_as_names_given",
       "country,1990,2000\n1,5,6\n2,7,8\n",
       "2 x 2 | 1 5 | 6 | ",
       {.header = true}},
      {"numpy_savetxt", "# a b y\n1.000e+00 2.000e+00 0.000e+00\n3.000e+00 4.000e+00 1.000e+00\n",
       "2 x 2 | 1 2 | 0 | "},
      {"matlab_comments",
       "% made by hand\n1, 2, 3 % first\n4, 5, 6\n",
       "2 x 2 | 1 2 | 3 | ",
       {.comment = "%"}},
      {"too_small", "1e-400,5e-324,1\n2,3,0\n", "2 x 2 | 0 5e-324 | 1 | "},
      {"too_large", "1e400,1,1\n2,3,0\n", "expected a finite number in field 1"},
      // LIBSVM
      {"libsvm_zero_based", "1 0:5 2:6\n0 1:7 2:1\n", "or --zero_based, got 0"},
      {"libsvm_zero_based_given",
       "1 0:5 2:6\n0 1:7 2:1\n",
       "2 x 3 | 5 0 6 | 1 | ",
       {.zero_based = true}},
      {"letor_ranking", "2 qid:10 1:0.5 2:1 #docid = G1\n0 qid:10 1:0.25 2:0 #docid = G2\n",
       "or --ignore_qid, got 'qid:10'"},
      {"letor_ranking_given",
       "2 qid:10 1:0.5 2:1 #docid = G1\n0 qid:10 1:0.25 2:0 #docid = G2\n",
       "2 x 2 | 0.5 1 | 2 | ",
       {.ignore_qid = true}},
      {"libsvm_too_small", "1 1:1e-400 2:1\n0 1:1\n", "2 x 2 | 0 1 | 1 | "},
      // other formats
      {"utf16", utf16, "got UTF-16"},
      {"utf16_unmarked", std::string("a\0,\0y\0\n\0", 8), "got UTF-16"},
      {"xz",
       std::string("\xFD"
                   "7zXZ\0\0\x04",
                   8),
       "got xz"},
      {"zip", "PK\x03\x04\x14", "got zip"},
      {"npy", "\x93NUMPY\x01", "got NumPy's npy"},
      {"arff", "@RELATION iris\n@DATA\n1,2\n", "got ARFF"},
      {"html", "<!DOCTYPE html>\n<p>1,2\n", "got HTML"},
      {"nul", std::string("1,2\n3\0,4\n", 9), "expected text, got a NUL byte"},
  };
  return all;
}

TEST(RealFiles, AreReadOrRefusedWithTheOptionThatReadsThem) {
  const TemporaryFolder folder;
  for (const RealFile& file : real_files()) {
    SCOPED_TRACE(file.name);
    const auto path = folder.write(std::string(file.name) + ".data", file.content);
    std::string got;
    const std::string message = refusal([&] { got = facts(read_data(path, file.options)); });
    if (message == "accepted") {
      EXPECT_EQ(got, file.expected);
    } else {
      EXPECT_EQ(message.rfind(path.string(), 0), 0U) << message;
      EXPECT_NE(message.find(file.expected), std::string::npos) << message;
    }
  }
}

}  // namespace
}  // namespace ravine
